// Methods and helpers that write in a map which their caller never made; and those that make it first.
// panics: each case named on the command line but `fine`.
package main

import "os"

type item struct{ n int }

type store struct {
	name  string
	items map[int]*item
}

func (s *store) put(k int) { s.items[k] = &item{k} } // want nil-map-write

func (s *store) lazy(k int) {
	if s.items == nil {
		s.items = map[int]*item{}
	}
	s.items[k] = &item{k}
}

func (s *store) begin() { s.items = make(map[int]*item) }

func (s *store) late(k int) {
	if len(s.items) == 0 {
		s.begin()
	}
	s.items[k] = &item{k}
}

func count(m map[string]int, word string) { m[word]++ } // want nil-map-write

func all(m map[string]bool, words []string) {
	for _, w := range words {
		m[w] = true
	}
}

func through(s *store) { s.put(2) }

func named(n string) map[string]int {
	if n == "" {
		return nil
	}
	return map[string]int{n: 1}
}

func main() {
	switch os.Args[1] {
	case "variable":
		var s store
		s.put(1)
	case "literal":
		s := &store{name: "x"}
		through(s)
	case "map":
		var m map[string]int
		count(m, "a")
	case "result":
		m := named(os.Args[2])
		m["b"]++ // want nil-map-write
	case "fine":
		var s store
		s.lazy(1)
		s.put(2)
		t := &store{items: map[int]*item{}}
		t.put(1)
		var u store
		u.late(1)
		m := map[string]int{}
		count(m, "a")
		all(map[string]bool{}, os.Args)
		if n := named("a"); n != nil {
			n["b"]++
		}
	}
}
