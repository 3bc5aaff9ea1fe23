// Package guard ties a value to its lock.
package guard

import "sync"

type Value[T any] struct {
	mu sync.RWMutex
	v  T
}

func New[T any](v T) *Value[T] { return &Value[T]{v: v} }

func (g *Value[T]) Do(f func(*T)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(&g.v)
}

func Read[T, R any](g *Value[T], f func(T) R) R {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return f(g.v)
}
