// Package store has maps in fields: one behind a lock, one in a generic type, one in another.
package store

import "sync"

type Order struct {
	ID    string
	Items [4]int
}

// Store's map is made by the constructor, and grows until Drop.
type Store struct {
	mu     sync.Mutex
	orders map[string]*Order
	byUser map[string]map[string]*Order
}

func New() *Store {
	return &Store{orders: make(map[string]*Order), byUser: map[string]map[string]*Order{}}
}

func (s *Store) Put(user, id string) *Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := &Order{ID: id}
	s.orders[id] = o
	inner := s.byUser[user]
	if inner == nil {
		inner = newIndex()
		s.byUser[user] = inner
	}
	inner[id] = o
	return o
}

// newIndex makes a map that its callers get.
func newIndex() map[string]*Order { return make(map[string]*Order, 8) }

func (s *Store) Get(id string) (*Order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.orders[id]
	return o, ok
}

func (s *Store) Drop(id string) {
	s.mu.Lock()
	delete(s.orders, id)
	s.mu.Unlock()
}

// Cache is a generic type with a map in it.
type Cache[K comparable, V any] struct {
	entries map[K]V
	limit   int
}

func (c *Cache[K, V]) Add(k K, v V) {
	if c.entries == nil {
		c.entries = make(map[K]V)
	}
	if len(c.entries) < c.limit {
		c.entries[k] = v
	}
}
