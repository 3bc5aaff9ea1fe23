// Parts of a copy: an embedded struct's field, an element of an array, a field through a switch; and parts that the copy shares with the entry.
// lost: main prints the old values for the first three; clean: the shared slice and pointer show the change.
package main

import "fmt"

type meta struct{ version int }

type doc struct {
	meta
	marks [4]byte
	lines []string
	owner *meta
}

type store struct{ docs map[string]doc }

func (s *store) bump(k string) {
	d := s.docs[k]
	d.version++ // want lost-update
}

func (s *store) mark(k string, at int) {
	d, ok := s.docs[k]
	if !ok {
		return
	}
	d.marks[at] = 'x' // want lost-update
}

func (s *store) reset(k string, how string) {
	d := s.docs[k]
	switch how {
	case "all":
		d = doc{}
		s.docs[k] = d
	case "version":
		d.version = 0 // want lost-update
	}
}

func (s *store) edit(k, text string) {
	d := s.docs[k]
	d.lines[0] = text
	d.owner.version = 7
}

func main() {
	s := &store{map[string]doc{"a": {meta: meta{3}, lines: []string{"x"}, owner: &meta{}}}}
	s.bump("a")
	s.mark("a", 1)
	s.reset("a", "version")
	s.edit("a", "y")
	fmt.Println(s.docs["a"].version, s.docs["a"].marks[1], s.docs["a"].lines[0], s.docs["a"].owner.version)
}
