// Changes to a copy of a map's entry, by assignment, operator, method, helper, in loops and through sync.Map, each beside one that stays.
// seen: main runs each bad method and prints what the map holds after it: the old values.
package main

import (
	"fmt"
	"sync"
)

type item struct {
	n     int
	tags  [2]string
	price struct{ cents int }
	notes []string
	attrs map[string]int
}

func (i *item) add(n int) { i.n += n }

func (i item) sum() int { return i.n + i.price.cents }

func reset(i *item) { i.n = 0 }

type shop struct {
	items map[string]item
	ptrs  map[string]*item
	table sync.Map
}

func (s *shop) find(k string) (item, bool) {
	i, ok := s.items[k]
	return i, ok
}

// ---- bad ----

func (s *shop) field(k string) {
	i := s.items[k]
	i.n = 3 // want lost-update
}

func (s *shop) operator(k string) {
	if i, ok := s.items[k]; ok {
		i.n++ // want lost-update
	}
}

func (s *shop) element(k string) {
	i := s.items[k]
	i.tags[0] = "new" // want lost-update
}

func (s *shop) inner(k string) {
	i := s.items[k]
	i.price.cents += 5 // want lost-update
}

func (s *shop) method(k string) {
	i := s.items[k]
	i.add(4) // want lost-update
}

func (s *shop) helper(k string) {
	i := s.items[k]
	reset(&i) // want lost-update
}

func (s *shop) ranged() {
	for _, i := range s.items {
		i.n = 0 // want lost-update
	}
}

func (s *shop) rangedMethod() {
	for _, i := range s.items {
		i.add(1) // want lost-update
	}
}

func (s *shop) found(k string) {
	i, ok := s.find(k)
	if ok {
		i.n = 9 // want lost-update
	}
}

func (s *shop) appended(k string) {
	i := s.items[k]
	i.notes = append(i.notes, "x") // want lost-update
}

func (s *shop) shared(k string) {
	v, ok := s.table.Load(k)
	if !ok {
		return
	}
	i := v.(item)
	i.n = 7 // want lost-update
}

func (s *shop) sharedRange() {
	s.table.Range(func(_, v any) bool {
		i, ok := v.(item)
		if ok {
			i.n = 0 // want lost-update
		}
		return true
	})
}

func (s *shop) oneWay(k string, keep bool) {
	i := s.items[k]
	if keep {
		i.n = 1
		s.items[k] = i
		return
	}
	i.n = 2 // want lost-update
}

// ---- good ----

func (s *shop) writtenBack(k string) {
	i := s.items[k]
	i.n = 3
	s.items[k] = i
}

func (s *shop) deferred(k string) {
	i := s.items[k]
	defer func() { s.items[k] = i }()
	i.n = 3
}

func (s *shop) pointer(k string) {
	i := s.ptrs[k]
	i.n = 3
	i.add(1)
}

func (s *shop) readAfter(k string) int {
	i := s.items[k]
	i.n *= 2
	return i.sum()
}

func (s *shop) returned(k string) item {
	i := s.items[k]
	i.n = 0
	return i
}

func (s *shop) passedOn(k string) {
	i := s.items[k]
	i.n = 5
	fmt.Println("passed", i.n)
}

func (s *shop) through(k string) {
	i := s.items[k]
	i.attrs["a"] = 1 // the map is the entry's own
	if len(i.notes) > 0 {
		i.notes[0] = "changed"
	}
}

func (s *shop) rangedBack() {
	for k, i := range s.items {
		i.n++
		s.items[k] = i
	}
}

func (s *shop) rangedPointers() {
	for _, i := range s.ptrs {
		i.n = 0
	}
}

func (s *shop) keptElsewhere(k string) []item {
	var out []item
	for _, i := range s.items {
		i.tags = [2]string{k, ""}
		out = append(out, i)
	}
	return out
}

func (s *shop) storedBack(k string) {
	if v, ok := s.table.Load(k); ok {
		i := v.(item)
		i.n = 7
		s.table.CompareAndSwap(k, v, &i)
	}
}

func (s *shop) sharedRangeBack() {
	s.table.Range(func(k, v any) bool {
		if i, ok := v.(item); ok {
			i.n = 0
			s.table.Store(k, i)
		}
		return true
	})
}

func (s *shop) addressed(k string) *item {
	i := s.items[k]
	i.n = 1
	return &i
}

func (s *shop) looped(k string) (steps int) {
	i := s.items[k]
	for i.n < 10 {
		i.n++
		steps++
	}
	return steps
}

func main() {
	s := &shop{items: map[string]item{"k": {n: 1, attrs: map[string]int{}}}, ptrs: map[string]*item{"k": {}}}
	s.table.Store("k", 1)
	for _, f := range []func(string){s.field, s.operator, s.element, s.inner, s.method, s.helper, s.found, s.appended} {
		f("k")
		fmt.Print(s.items["k"].n, s.items["k"].price.cents, s.items["k"].tags[0], len(s.items["k"].notes), " ")
	}
	s.ranged()
	s.rangedMethod()
	s.oneWay("k", false)
	fmt.Println(s.items["k"].n)
	s.writtenBack("k")
	fmt.Println(s.items["k"].n, s.readAfter("k"), s.looped("k"))
}
