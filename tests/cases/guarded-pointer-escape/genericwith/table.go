// A generic guarded table with a callback form and a leaky Peek; workers use both.
// race: DATA RACE at the write after Peek; clean: With, Copy, Take.
package genericwith

import "sync"

type Guarded[K comparable, V any] struct {
	mu   sync.Mutex
	rows map[K]*V
}

func NewGuarded[K comparable, V any]() *Guarded[K, V] {
	return &Guarded[K, V]{rows: make(map[K]*V)}
}

func (g *Guarded[K, V]) With(k K, f func(v *V)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	v, ok := g.rows[k]
	if !ok {
		v = new(V)
		g.rows[k] = v
	}
	f(v)
}

func (g *Guarded[K, V]) Peek(k K) *V {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.rows[k]
}

func (g *Guarded[K, V]) Copy(k K) (v V, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p, ok := g.rows[k]
	if ok {
		v = *p
	}
	return v, ok
}

func (g *Guarded[K, V]) Take(k K) (*V, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p, ok := g.rows[k]
	delete(g.rows, k)
	return p, ok
}
