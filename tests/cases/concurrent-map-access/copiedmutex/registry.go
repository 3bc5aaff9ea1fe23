// A registry whose Put has a value receiver: each call locks a mutex of its own, so the writes do not exclude each other.
// race: DATA RACE between two Put; clean: Shared, whose methods have pointer receivers and share one lock helper.
package copiedmutex

import "sync"

type Registry struct {
	mu    sync.Mutex
	names map[string]int
}

func NewRegistry() *Registry { return &Registry{names: map[string]int{}} }

func (r Registry) Put(name string, v int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name] = v // want concurrent-map-access
}

func (r *Registry) Get(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names[name]
}

type Shared struct {
	sync.RWMutex
	names map[string]int
}

func NewShared() *Shared { return &Shared{names: map[string]int{}} }

func (s *Shared) with(f func(m map[string]int)) {
	s.Lock()
	defer s.Unlock()
	f(s.names)
}

func (s *Shared) Put(name string, v int) {
	s.with(func(m map[string]int) { m[name] = v })
}

func (s *Shared) Drop(name string) {
	s.with(func(m map[string]int) { delete(m, name) })
}

func (s *Shared) Get(name string) int {
	s.RLock()
	defer s.RUnlock()
	return s.names[name]
}

func Fill(names []string) (int, int) {
	r, s := NewRegistry(), NewShared()
	var wg sync.WaitGroup
	for i, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.Put(n, i)
			s.Put(n, i)
		}()
	}
	wg.Wait()
	return r.Get("a"), s.Get("a")
}
