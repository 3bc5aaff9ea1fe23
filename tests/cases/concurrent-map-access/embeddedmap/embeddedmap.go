package embeddedmap

import "sync"

// The lock stands in one struct, the map in another that the first holds by value.
type entries struct{ byName map[string]int }

type Registry struct {
	mu sync.Mutex
	entries
}

func NewRegistry() *Registry { return &Registry{entries: entries{byName: map[string]int{}}} }

func (r *Registry) Put(name string, n int) {
	r.mu.Lock()
	r.byName[name] = n
	r.mu.Unlock()
}

func (r *Registry) Drop(name string) {
	r.mu.Lock()
	delete(r.byName, name)
	r.mu.Unlock()
}

func (r *Registry) Get(name string) int {
	return r.byName[name] // want concurrent-map-access
}

// GoodRegistry takes the lock everywhere.
type GoodRegistry struct {
	mu sync.Mutex
	entries
}

func NewGoodRegistry() *GoodRegistry {
	return &GoodRegistry{entries: entries{byName: map[string]int{}}}
}

func (r *GoodRegistry) Put(name string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byName[name] = n
}

func (r *GoodRegistry) Get(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byName[name]
}

// A named field instead of an embedded one, and the lock in it.
type guarded struct {
	mu    sync.RWMutex
	items map[string]int
}

type Shelf struct {
	name  string
	state guarded
}

func NewShelf() *Shelf { return &Shelf{state: guarded{items: map[string]int{}}} }

func (s *Shelf) Put(k string, v int) {
	s.state.mu.Lock()
	s.state.items[k] = v
	s.state.mu.Unlock()
}

func (s *Shelf) Drop(k string) {
	s.state.mu.Lock()
	delete(s.state.items, k)
	s.state.mu.Unlock()
}

func (s *Shelf) Sum() int {
	n := 0
	for _, v := range s.state.items { // want concurrent-map-access
		n += v
	}
	return n
}

// GoodSum holds the lock.
func (s *Shelf) GoodSum() int {
	s.state.mu.RLock()
	defer s.state.mu.RUnlock()
	n := 0
	for _, v := range s.state.items {
		n += v
	}
	return n
}
