// Interned pointers, identity as the meaning, nil tests, and comparisons of what the pointers show.
// clean: == on pointers says what is meant.
package main

import (
	"fmt"
	"sync"
)

type zone struct {
	name string
	off  int
}

var (
	internMu sync.Mutex
	interned = map[string]*zone{}
)

// intern gives the one zone of a name.
func intern(name string, off int) *zone {
	internMu.Lock()
	defer internMu.Unlock()
	z, ok := interned[name]
	if !ok {
		z = &zone{name, off}
		interned[name] = z
	}
	return z
}

type conn struct {
	id   int
	zone *zone
}

type table struct {
	conns map[int]*conn
	busy  map[*conn]bool
}

func (t *table) sameZone(a, b int) bool {
	ca, cb := t.conns[a], t.conns[b]
	if ca == nil || cb == nil {
		return false
	}
	return ca.zone == cb.zone
}

func (t *table) drop(c *conn) {
	if t.conns[c.id] == c {
		delete(t.conns, c.id)
	}
	delete(t.busy, c)
}

func (t *table) use(id int) bool {
	c := t.conns[id]
	if c == nil || t.busy[c] {
		return false
	}
	t.busy[c] = true
	return true
}

func main() {
	t := &table{conns: map[int]*conn{}, busy: map[*conn]bool{}}
	for i := range 4 {
		t.conns[i] = &conn{i, intern(fmt.Sprint("z", i%2), i%2)}
	}
	fmt.Println(t.sameZone(0, 2), t.sameZone(0, 1), t.use(1), t.use(1))
	if c, ok := t.conns[1]; ok {
		t.drop(c)
	}
	fmt.Println(len(t.conns))
}
