// Types with Lock and Unlock of their own are locks by their pointers only; those whose values have the methods can be copied.
// seen: go vet -copylocks names the same lines.
package main

import "fmt"

type spin struct{ held uint32 }

func (s *spin) Lock()   { s.held++ }
func (s *spin) Unlock() { s.held-- }

type token struct{ n *int }

func (t token) Lock()   { *t.n++ }
func (t token) Unlock() { *t.n-- }

// Half a lock is none.
type latch struct{ n int }

func (l *latch) Lock() { l.n++ }

type door struct {
	spin
	name string
}

func copyDoor(doors map[int]door) string {
	d := doors[1] // want copied-lock
	d.Lock()
	defer d.Unlock()
	return d.name
}

func putDoor(doors map[int]door, d *door) {
	doors[2] = *d // want copied-lock
}

func copyToken(tokens map[int]token) int {
	t := tokens[1]
	t.Lock()
	return *t.n
}

func copyLatch(latches map[int]latch) int {
	l := latches[1]
	return l.n
}

func main() {
	n := 0
	doors := map[int]door{}
	putDoor(doors, &door{name: "front"})
	fmt.Println(copyDoor(doors), copyToken(map[int]token{1: {&n}}), copyLatch(nil))
}
