// Package metrics counts events by name.
package metrics

// Registry holds a counter for each name.
type Registry struct {
	counters map[string]*Counter
}

// Counter counts one kind of event.
type Counter struct{ N int }

// NewRegistry returns an empty registry.
func NewRegistry() *Registry { return &Registry{counters: map[string]*Counter{}} }

// Count adds one to a counter, which it makes if there is none.
func (r *Registry) Count(name string) {
	c, ok := r.counters[name]
	if !ok {
		c = &Counter{}
		r.counters[name] = c
	}
	c.N++
}

// Snapshot copies all counts into a map that was never made.
func (r *Registry) Snapshot() map[string]int {
	var counts map[string]int
	for name, c := range r.counters {
		counts[name] = c.N
	}
	return counts
}
