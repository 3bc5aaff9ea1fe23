// What a lookup gave is carried on: in a struct, in a field, through a pointer, or instead of a default that is nil.
// panics: `carried NAME x`, NAME: wrapped, wrongbranch, pointer, parked, out, unchecked, fallback; clean: the others, and all with `a`.
package main

import (
	"fmt"
	"os"
)

type item struct{ name string }

type entry struct{ it *item }

type answer struct {
	it *item
	ok bool
}

type shelf struct {
	items   map[string]*item
	current *item
}

func (s *shelf) wrap(id string) entry { return entry{it: s.items[id]} }

func (s *shelf) ask(id string) answer {
	it, ok := s.items[id]
	return answer{it, ok}
}

func (s *shelf) open(id string) *entry {
	return &entry{it: s.items[id]}
}

func (s *shelf) checked(id string) (entry, error) {
	it, ok := s.items[id]
	if !ok {
		return entry{}, fmt.Errorf("no item %q", id)
	}
	return entry{it: it}, nil
}

func (s *shelf) sel(id string) { s.current = s.items[id] }

func (s *shelf) selOrNew(id string) {
	it := s.items[id]
	if it == nil {
		it = &item{name: id}
	}
	s.current = it
}

func (s *shelf) into(id string, out **item) { *out = s.items[id] }

func (s *shelf) found(id string, out **item) bool {
	it, ok := s.items[id]
	*out = it
	return ok
}

func or[K comparable, V any](m map[K]V, k K, otherwise V) V {
	if v, ok := m[k]; ok {
		return v
	}
	return otherwise
}

func (s *shelf) wrapped(id string) string {
	return s.wrap(id).it.name // want nil-map-value
}

func (s *shelf) wrongBranch(id string) string {
	a := s.ask(id)
	if a.ok {
		return "there"
	}
	return a.it.name // want nil-map-value
}

func (s *shelf) rightBranch(id string) string {
	a := s.ask(id)
	if !a.ok {
		return "none"
	}
	return a.it.name
}

func (s *shelf) tested(id string) string {
	e := s.wrap(id)
	if e.it == nil {
		return "none"
	}
	return e.it.name
}

func (s *shelf) pointer(id string) string {
	e := s.open(id)
	return e.it.name // want nil-map-value
}

func (s *shelf) withError(id string) string {
	e, err := s.checked(id)
	if err != nil {
		return err.Error()
	}
	return e.it.name
}

func (s *shelf) parked(id string) string {
	s.sel(id)
	return s.current.name // want nil-map-value
}

func (s *shelf) parkedTested(id string) string {
	s.sel(id)
	if s.current == nil {
		return "none"
	}
	return s.current.name
}

func (s *shelf) parkedNew(id string) string {
	s.selOrNew(id)
	return s.current.name
}

func (s *shelf) replaced(id string) string {
	s.sel(id)
	s.current = &item{name: id}
	return s.current.name
}

func (s *shelf) outParameter(id string) string {
	var it *item
	s.into(id, &it)
	return it.name // want nil-map-value
}

func (s *shelf) unchecked(id string) string {
	var it *item
	if !s.found(id, &it) {
		fmt.Println("no item", id)
	}
	return it.name // want nil-map-value
}

func (s *shelf) outChecked(id string) string {
	var it *item
	if !s.found(id, &it) {
		return "none"
	}
	return it.name
}

func (s *shelf) fallback(id string) string {
	return or(s.items, id, nil).name // want nil-map-value
}

func (s *shelf) fallbackNew(id string) string {
	return or(s.items, id, &item{name: id}).name
}

func main() {
	s := &shelf{items: map[string]*item{"a": {name: "first"}}}
	if len(os.Args) < 3 {
		return
	}
	switch id := os.Args[2]; os.Args[1] {
	case "wrapped":
		fmt.Println(s.wrapped(id))
	case "wrongbranch":
		fmt.Println(s.wrongBranch(id))
	case "pointer":
		fmt.Println(s.pointer(id))
	case "parked":
		fmt.Println(s.parked(id))
	case "out":
		fmt.Println(s.outParameter(id))
	case "unchecked":
		fmt.Println(s.unchecked(id))
	case "fallback":
		fmt.Println(s.fallback(id))
	default:
		fmt.Println(s.rightBranch(id), s.tested(id), s.withError(id), s.parkedTested(id), s.parkedNew(id), s.replaced(id))
		fmt.Println(s.outChecked(id), s.fallbackNew(id))
	}
}
