// A copy of an entry is emptied, and then another value takes the entry's place: nothing is lost. Where another key gets it, the change is.
// aliases: main prints pending 1 for b, which was to be 0.
package main

import "fmt"

type slot struct {
	owner   string
	pending *int
}

type table struct{ slots map[string]slot }

func (t *table) claim(key, owner string) {
	s, ok := t.slots[key]
	if ok && s.pending != nil {
		fmt.Println("pending", *s.pending)
		s.pending = nil
	}
	t.slots[key] = slot{owner: owner}
}

func (t *table) move(from, to, owner string) {
	s, ok := t.slots[from]
	if ok && s.pending != nil {
		fmt.Println("pending", *s.pending)
		s.pending = nil // want lost-update
	}
	t.slots[to] = slot{owner: owner}
}

func main() {
	one := 1
	t := &table{slots: map[string]slot{"a": {pending: &one}, "b": {pending: &one}}}
	t.claim("a", "x")
	t.move("b", "c", "y")
	fmt.Println(t.slots)
}
