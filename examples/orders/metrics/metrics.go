// Package metrics counts events by name.
package metrics

import "sync"

// Registry holds a counter for each name.
type Registry struct {
	mu       sync.Mutex
	counters map[string]*counter
}

type counter struct{ n int }

// NewRegistry returns an empty registry.
func NewRegistry() *Registry { return &Registry{counters: map[string]*counter{}} }

// Count adds one to a counter, which it makes if there is none.
func (r *Registry) Count(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.counters[name]
	if !ok {
		c = &counter{}
		r.counters[name] = c
	}
	c.n++
}

// Snapshot copies all counts, into a map that was never made.
func (r *Registry) Snapshot() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	var counts map[string]int
	for name, c := range r.counters {
		counts[name] = c.n // want nil-map-write
	}
	return counts
}
