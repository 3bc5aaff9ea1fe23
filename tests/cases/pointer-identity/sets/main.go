// Generic sets and counters of pointers from maps: how many different ones there are, or which have been seen.
// seen: main counts two different hosts where there is one.
package main

import "fmt"

type Host struct{ name string }

func (h *Host) Equal(o *Host) bool { return h.name == o.name }

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(t T) { s[t] = struct{}{} }

func (s Set[T]) Has(t T) bool {
	_, ok := s[t]
	return ok
}

type Counter[T comparable] struct{ n map[T]int }

func (c *Counter[T]) Inc(t T) { c.n[t]++ }

// ---- bad ----

func different(hosts map[string]*Host) int {
	s := Set[*Host]{}
	for _, h := range hosts {
		s.Add(h) // want pointer-identity
	}
	return len(s)
}

func hits(hosts map[string]*Host, log []string) map[*Host]int {
	c := Counter[*Host]{map[*Host]int{}}
	for _, name := range log {
		c.Inc(hosts[name]) // want pointer-identity
	}
	return c.n
}

// ---- good ----

func visit(hosts map[string]*Host, f func(*Host)) {
	seen := Set[*Host]{}
	for _, h := range hosts {
		if seen.Has(h) {
			continue
		}
		seen.Add(h)
		f(h)
	}
}

func names(hosts map[string]*Host) int {
	s := Set[string]{}
	for _, h := range hosts {
		s.Add(h.name)
	}
	return len(s)
}

func values(hosts map[string]*Host) int {
	s := Set[Host]{}
	for _, h := range hosts {
		s.Add(*h)
	}
	return len(s)
}

func main() {
	hosts := map[string]*Host{"a": {"x"}, "b": {"x"}}
	fmt.Println(different(hosts), len(hits(hosts, []string{"a", "b"})), names(hosts), values(hosts))
	visit(hosts, func(*Host) {})
}
