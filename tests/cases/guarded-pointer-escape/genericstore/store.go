// A service that is generic over what it stores behind a generic interface, which a map with a lock implements.
// race: Touch from two goroutines on one key, DATA RACE at the write; clean: Edit, which runs under the lock of the map, and Copies.
package genericstore

import "sync"

type Record[T any] struct {
	Body    T
	Touched int
	Edits   int
}

type Store[T any] interface {
	Find(key string) (*Record[T], bool)
	Put(key string, r *Record[T])
	Do(key string, f func(*Record[T]))
}

type memory[T any] struct {
	mu      sync.Mutex
	records map[string]*Record[T]
}

func NewMemory[T any]() Store[T] { return &memory[T]{records: map[string]*Record[T]{}} }

func (m *memory[T]) Find(key string) (*Record[T], bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.records[key]
	return r, ok
}

func (m *memory[T]) Put(key string, r *Record[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records[key] = r
}

func (m *memory[T]) Do(key string, f func(*Record[T])) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.records[key]; ok {
		f(r)
	}
}

type Service[T any] struct{ store Store[T] }

func NewService[T any](s Store[T]) *Service[T] { return &Service[T]{s} }

func (s *Service[T]) Touch(key string) {
	r, ok := s.store.Find(key)
	if !ok {
		return
	}
	r.Touched++ // want guarded-pointer-escape
}

func (s *Service[T]) Edit(key string) {
	s.store.Do(key, func(r *Record[T]) { r.Edits++ })
}

func (s *Service[T]) Create(key string, body T) {
	r := &Record[T]{Body: body}
	r.Edits = 1
	s.store.Put(key, r)
}

func (s *Service[T]) Totals(key string) (touched, edits int) {
	s.store.Do(key, func(r *Record[T]) { touched, edits = r.Touched, r.Edits })
	return touched, edits
}

// Copies are given out by value.
type copies[T any] struct {
	mu      sync.Mutex
	records map[string]*Record[T]
}

type Reader[T any] interface{ Read(key string) (Record[T], bool) }

func NewCopies[T any]() Reader[T] { return &copies[T]{records: map[string]*Record[T]{"": {}}} }

func (c *copies[T]) Read(key string) (Record[T], bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.records[key]
	if !ok {
		return Record[T]{}, false
	}
	r.Touched++
	return *r, true
}

type Viewer[T any] struct{ from Reader[T] }

func NewViewer[T any](r Reader[T]) *Viewer[T] { return &Viewer[T]{r} }

func (v *Viewer[T]) View(key string) int {
	r, ok := v.from.Read(key)
	if !ok {
		return 0
	}
	r.Edits++
	return r.Edits
}
