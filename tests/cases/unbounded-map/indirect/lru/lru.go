// Package lru is a small cache with a slice for its order.
package lru

import (
	"slices"
	"sync"
)

type Cache[V any] struct {
	mu    sync.Mutex
	max   int
	vals  map[string]V
	order []string
}

func New[V any](max int) *Cache[V] { return &Cache[V]{max: max, vals: make(map[string]V, max)} }

func (c *Cache[V]) Put(k string, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.vals[k]; ok {
		c.order = slices.DeleteFunc(c.order, func(s string) bool { return s == k })
	}
	c.vals[k] = v
	c.order = append(c.order, k)
	c.trim()
}

func (c *Cache[V]) trim() {
	for len(c.order) > c.max {
		delete(c.vals, c.order[0])
		c.order = c.order[1:]
	}
}

func (c *Cache[V]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.vals)
}
