// Maps that a callee leaves nil: set to nil by one method and written by another, set to nil through a pointer, left out by a constructor, made
// only in a copy of the object; and the same with somebody who makes the map in between.
// panics: assignment to entry in nil map, for each argument below 10
package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

// ---- set to nil, then written ----

type pool struct {
	mu sync.Mutex
	m  map[int]bool
}

func (p *pool) Add(i int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m[i] = true // want nil-map-write
}

func (p *pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m = nil
}

func (p *pool) Len() int { return len(p.m) }

func closed() {
	p := &pool{m: map[int]bool{}}
	p.Add(1)
	p.Close()
	fmt.Println(p.Len())
	p.Add(2)
}

type buffer struct{ m map[int]bool }

func (b *buffer) Add(i int) { b.m[i] = true }
func (b *buffer) Close()    { b.m = nil }
func (b *buffer) Open()     { b.m = map[int]bool{} }

func reopened() {
	b := &buffer{m: map[int]bool{}}
	b.Add(1)
	b.Close()
	b.Open()
	b.Add(2)
}

// It may make the map or not: nobody knows here.
func maybe(b *buffer, f func(*buffer)) {
	b.Close()
	f(b)
	b.Add(1)
}

func direct() {
	b := &buffer{m: map[int]bool{}}
	b.Close()
	b.m[3] = true // want nil-map-write
}

func directly() {
	b := &buffer{m: map[int]bool{}}
	b.Close()
	b.m = map[int]bool{}
	b.m[3] = true
}

// ---- through a pointer to the map ----

func reset(m *map[string]int) { *m = nil }
func fresh(m *map[string]int) { *m = map[string]int{} }

func useReset() {
	m := map[string]int{"a": 1}
	reset(&m)
	m["x"] = 1 // want nil-map-write
}

func useFresh() {
	var m map[string]int
	fresh(&m)
	m["x"] = 1
}

// ---- left out by a constructor ----

type two struct {
	a, b map[string]int
	last string
}

func newTwo() *two {
	t := &two{}
	t.a = map[string]int{}
	return t
}

func newBoth(name string) (*two, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	t := newTwo()
	t.b = map[string]int{}
	return t, nil
}

func (t *two) note(k string) { t.last = k }

func (t *two) both(k string) {
	t.note(k)
	t.a[k]++
	t.b[k]++ // want nil-map-write
}

func half() {
	t := newTwo()
	fmt.Println(len(t.a))
	t.both("k")
}

func whole() {
	t, err := newBoth("t")
	if err != nil {
		return
	}
	t.both("k")
}

// ---- made in a copy ----

type conf struct{ env map[string]string }

func (c conf) init()         { c.env = map[string]string{} }
func (c conf) with() conf    { c.env = map[string]string{}; return c }
func (c *conf) set(k string) { c.env[k] = "1" } // want nil-map-write

func copied() {
	c := conf{}
	c.init()
	c.set("x")
}

func assigned() {
	c := conf{}
	c = c.with()
	c.set("x")
}

func empty(n int) conf { return conf{env: nil} }

func byValue() {
	c := empty(1)
	c.env["x"] = "1" // want nil-map-write
}

// ---- a function that may make it ----

type lazy struct {
	m    map[string]int
	once sync.Once
}

func (l *lazy) make()        { l.m = map[string]int{} }
func (l *lazy) put(k string) { l.once.Do(l.make); l.m[k]++ }
func (l *lazy) raw(k string) { l.m[k]++ }

func once() {
	l := &lazy{}
	l.put("a")
	l.raw("b")
}

func filled(k string) {
	l := &lazy{}
	for i := 0; i < 2; i++ {
		if l.m == nil {
			l.make()
		}
		l.raw(k)
	}
}

func main() {
	switch os.Args[1] {
	case "1":
		closed()
	case "2":
		direct()
	case "3":
		useReset()
	case "4":
		half()
	case "5":
		copied()
	case "6":
		byValue()
	case "10":
		reopened()
		directly()
		useFresh()
		whole()
		assigned()
		once()
		filled("x")
		maybe(&buffer{}, (*buffer).Open)
	}
}
