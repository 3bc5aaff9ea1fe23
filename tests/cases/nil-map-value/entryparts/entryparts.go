// Caches whose entries hold the value: what they give for an absent key is a zero that no lookup gave. Of pointers that is nil.
// panics: `entryparts nosuch bad`; clean: `entryparts nosuch`.
package main

import (
	"container/list"
	"fmt"
	"os"
	"sync"
)

type entry[V any] struct {
	key   string
	value V
	uses  int
}

type LRU[V any] struct {
	order *list.List
	items map[string]*list.Element
}

func NewLRU[V any]() *LRU[V] { return &LRU[V]{order: list.New(), items: map[string]*list.Element{}} }

func (c *LRU[V]) Put(key string, v V) {
	c.items[key] = c.order.PushFront(&entry[V]{key: key, value: v})
}

func (c *LRU[V]) Get(key string) (v V, ok bool) {
	if e, hit := c.items[key]; hit {
		c.order.MoveToFront(e)
		return e.Value.(*entry[V]).value, true
	}
	return
}

func (c *LRU[V]) Touch(key string) { c.order.MoveToFront(c.items[key]) } // want nil-map-value

type Store[V any] struct {
	mu    sync.Mutex
	items map[string]*entry[V]
}

func (s *Store[V]) Peek(key string) (v V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.items[key]
	if ok {
		v = e.value
	}
	return v, ok
}

func (s *Store[V]) Value(key string) V {
	var zero V
	if e := s.items[key]; e != nil {
		return e.value
	}
	return zero
}

type Map[K comparable, V any] struct{ m sync.Map }

func (m *Map[K, V]) Load(k K) (v V, ok bool) {
	x, ok := m.m.Load(k)
	if !ok {
		return v, false
	}
	return x.(V), true
}

type page struct{ title string }

type site struct{ pages map[string]*entry[*page] }

func (s *site) find(name string) *page {
	if e, ok := s.pages[name]; ok {
		return e.value
	}
	return nil
}

func main() {
	lru, store, loads := NewLRU[*page](), &Store[*page]{items: map[string]*entry[*page]{}}, &Map[string, *page]{}
	counts := NewLRU[int]()
	s := &site{pages: map[string]*entry[*page]{}}
	lru.Put("a", &page{"a"})
	name := "nosuch"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	if p, ok := lru.Get(name); ok {
		fmt.Println(p.title)
	}
	if p, ok := store.Peek(name); ok {
		fmt.Println(p.title)
	}
	if p := store.Value(name); p != nil {
		fmt.Println(p.title)
	}
	if p, ok := loads.Load(name); ok {
		fmt.Println(p.title)
	}
	if p := s.find(name); p != nil {
		fmt.Println(p.title)
	}
	n, _ := counts.Get(name)
	fmt.Println(n + 1)
	if len(os.Args) > 2 {
		bad(lru, store, loads, s, os.Args[1])
	}
}

func bad(lru *LRU[*page], store *Store[*page], loads *Map[string, *page], s *site, name string) {
	p, _ := lru.Get(name)
	fmt.Println(p.title) // want nil-map-value
	q, _ := store.Peek(name)
	fmt.Println(q.title)                 // want nil-map-value
	fmt.Println(store.Value(name).title) // want nil-map-value
	r, _ := loads.Load(name)
	fmt.Println(r.title)            // want nil-map-value
	fmt.Println(s.find(name).title) // want nil-map-value
	lru.Touch(name)
}
