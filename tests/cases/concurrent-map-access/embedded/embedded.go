// Maps in embedded structs with an embedded lock, a generic set, and a type that is itself a map.
// race: the marked methods against the locked ones, fatal error; clean: the others.
package embedded

import (
	"sync"
)

type Header map[string][]string

func (h Header) Add(k, v string) { h[k] = append(h[k], v) }

type base struct {
	sync.Mutex
	headers Header
	attrs   map[string]any
}

type Message struct {
	base
	id int
}

func NewMessage(id int) *Message {
	m := &Message{id: id}
	m.headers = Header{}
	m.attrs = map[string]any{}
	m.attrs["id"] = id
	return m
}

func (m *Message) SetAttr(k string, v any) {
	m.Lock()
	defer m.Unlock()
	m.attrs[k] = v
}

func (m *Message) DelAttr(k string) {
	delete(m.attrs, k) // want concurrent-map-access
}

type Set[T comparable] struct {
	mu sync.RWMutex
	m  map[T]struct{}
}

func NewSet[T comparable]() *Set[T] { return &Set[T]{m: make(map[T]struct{})} }

func (s *Set[T]) Add(v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[v] = struct{}{}
}

func (s *Set[T]) Has(v T) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, ok := s.m[v]
	return ok
}

func (s *Set[T]) Clear() {
	clear(s.m) // want concurrent-map-access
}

func (s *Set[T]) Union(o *Set[T]) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	for v := range o.m {
		s.Add(v)
	}
}

type Users struct{ names *Set[string] }

func (u *Users) Reset() { u.names.Clear() }

func (u *Users) Known(n string) bool { return u.names.Has(n) }
