// Slices as entries: appended to in two sections, in one, or to another key's.
// lost: parallel calls of Join drop members; clean: Enter keeps all.
package main

import (
	"fmt"
	"sync"
)

type Rooms struct {
	mu      sync.RWMutex
	members map[string][]string
}

func (r *Rooms) snapshot(room string) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.members[room]
}

func (r *Rooms) Join(room, who string) {
	all := append([]string(nil), r.snapshot(room)...)
	all = append(all, who)
	r.mu.Lock()
	r.members[room] = all // want lost-update
	r.mu.Unlock()
}

func (r *Rooms) Enter(room, who string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.members[room] = append(r.members[room], who)
}

// What is read of one room becomes another one's.
func (r *Rooms) Copy(from, to string) {
	all := append([]string(nil), r.snapshot(from)...)
	r.mu.Lock()
	r.members[to] = all
	r.mu.Unlock()
}

func main() {
	r := &Rooms{members: map[string][]string{}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() { defer wg.Done(); r.Join("a", "x"); r.Enter("b", "x"); r.Copy("b", "c") }()
	}
	wg.Wait()
	fmt.Println(len(r.members["a"]) > 0, len(r.members["b"]))
}
