// A generic memo, once as a package variable keyed by what requests say, once per call, once with a two-generation bound.
// grows: one entry per query; clean: local, Gen, byKind.
package memoglobal

import "sync"

type Memo[K comparable, V any] struct {
	mu   sync.Mutex
	vals map[K]V
}

func NewMemo[K comparable, V any]() *Memo[K, V] { return &Memo[K, V]{vals: make(map[K]V)} }

func (m *Memo[K, V]) Do(k K, f func(K) V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.vals[k]; ok {
		return v
	}
	v := f(k)
	m.vals[k] = v // want unbounded-map
	return v
}

type Gen[K comparable, V any] struct {
	mu       sync.Mutex
	cur, old map[K]V
	max      int
}

func NewGen[K comparable, V any](max int) *Gen[K, V] {
	return &Gen[K, V]{cur: make(map[K]V), max: max}
}

func (g *Gen[K, V]) Do(k K, f func(K) V) V {
	g.mu.Lock()
	defer g.mu.Unlock()
	if v, ok := g.cur[k]; ok {
		return v
	}
	v, ok := g.old[k]
	if !ok {
		v = f(k)
	}
	if len(g.cur) >= g.max {
		g.old, g.cur = g.cur, make(map[K]V, g.max)
	}
	g.cur[k] = v
	return v
}
