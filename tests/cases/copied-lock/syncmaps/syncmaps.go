// Structs with locks in a sync.Map, by value and by pointer, directly and through a generic wrapper.
// seen: main prints 0 for the count that the copies lost, 2 for the one behind a pointer.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type stat struct {
	hits atomic.Int64
	name string
}

type stats struct {
	values   sync.Map // string -> stat
	pointers sync.Map // string -> *stat
}

// ---- bad ----

func (s *stats) put(k string, v stat) {
	s.values.Store(k, v) // want copied-lock
}

func (s *stats) putIfAbsent(k string, v *stat) {
	s.values.LoadOrStore(k, *v) // want copied-lock
}

func (s *stats) hit(k string) {
	if v, ok := s.values.Load(k); ok {
		c := v.(stat) // want copied-lock
		c.hits.Add(1)
	}
}

func (s *stats) checked(k string) int64 {
	v, _ := s.values.Load(k)
	c, ok := v.(stat) // want copied-lock
	if !ok {
		return 0
	}
	return c.hits.Load()
}

func (s *stats) total() (n int64) {
	s.values.Range(func(_, v any) bool {
		c := v.(stat) // want copied-lock
		n += c.hits.Load()
		return true
	})
	return n
}

func (s *stats) kinds(k string) int64 {
	v, _ := s.values.LoadAndDelete(k)
	switch c := v.(type) {
	case stat: // want copied-lock
		return c.hits.Load()
	case *stat:
		return c.hits.Load()
	}
	return 0
}

// ---- good ----

func (s *stats) totalOfPointers() (n int64) {
	s.pointers.Range(func(_, v any) bool {
		n += v.(*stat).hits.Load()
		return true
	})
	return n
}

func (s *stats) putNew(k string) { s.values.Store(k, stat{name: k}) }

func (s *stats) putPointer(k string) { s.pointers.LoadOrStore(k, &stat{name: k}) }

func (s *stats) hitPointer(k string) {
	if v, ok := s.pointers.Load(k); ok {
		v.(*stat).hits.Add(1)
	}
}

func (s *stats) name(k string) string {
	v, ok := s.values.Load(k)
	if !ok {
		return ""
	}
	return v.(stat).name
}

func (s *stats) isStat(k string) bool {
	v, _ := s.values.Load(k)
	_, ok := v.(stat)
	return ok
}

func main() {
	s := &stats{}
	s.putNew("a")
	s.hit("a")
	s.hit("a")
	s.putPointer("a")
	s.hitPointer("a")
	s.hitPointer("a")
	p, _ := s.pointers.Load("a")
	fmt.Println(s.checked("a"), p.(*stat).hits.Load(), s.name("a"), s.isStat("a"))
	fmt.Println(s.total(), s.totalOfPointers(), s.kinds("a"))
	s.put("b", stat{})
	s.putIfAbsent("c", &stat{})
}
