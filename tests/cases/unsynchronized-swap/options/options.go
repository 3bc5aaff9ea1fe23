// Package options has functions that configure a cache, which the constructor runs; and one that callers may run whenever they like.
// race: Swapper, clean: Cache.
package options

import "sync"

type order struct {
	keys  []string
	evict func(string)
}

func newOrder(n int, evict func(string)) *order { return &order{make([]string, 0, n), evict} }

type Cache struct {
	mu    sync.Mutex
	data  map[string]string
	order *order
}

type Option func(*Cache)

// WithLimit: New runs what it returns.
func WithLimit(n int) Option {
	return func(c *Cache) {
		if n > 0 {
			c.order = newOrder(n, c.evict)
		}
	}
}

func New(options ...Option) *Cache {
	c := &Cache{data: map[string]string{}, order: &order{}}
	for _, o := range options {
		o(c)
	}
	return c
}

func (c *Cache) Put(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[key] = value
	c.order.keys = append(c.order.keys, key)
}

func (c *Cache) Del(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.data, key)
	c.order.keys = nil
}

func (c *Cache) evict(key string) { delete(c.data, key) }

func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.order.keys)
}

type Swapper struct {
	mu    sync.Mutex
	order *order
}

// Reset returns what importers call on a Swapper in use.
func Reset(n int) func(*Swapper) {
	return func(s *Swapper) {
		s.order = newOrder(n, nil) // want unsynchronized-swap
	}
}

func NewSwapper() *Swapper { return &Swapper{order: &order{}} }

func (s *Swapper) Put(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.order.keys = append(s.order.keys, key)
}

func (s *Swapper) Del() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.order.keys = nil
}

func (s *Swapper) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.order.keys)
}
