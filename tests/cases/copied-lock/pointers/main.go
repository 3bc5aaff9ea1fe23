// Entries with locks and atomics, always behind pointers or used in place; what is copied has had its lock left out.
// clean: go vet, and no count is lost.
package main

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

type counter struct {
	mu   sync.Mutex
	n    int
	hits atomic.Int64
}

type view struct {
	n    int
	hits int64
}

func (c *counter) inc() {
	c.hits.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

func (c *counter) view() view {
	c.mu.Lock()
	defer c.mu.Unlock()
	return view{c.n, c.hits.Load()}
}

type stats struct {
	mu   sync.Mutex
	all  map[string]*counter
	pool [4]counter
	idx  map[string]int
}

func (s *stats) get(k string) *counter {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.all[k]
	if !ok {
		c = new(counter)
		s.all[k] = c
	}
	return c
}

func (s *stats) slot(k string) *counter {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := s.idx[k]
	if !ok {
		i = len(s.idx) % len(s.pool)
		s.idx[k] = i
	}
	return &s.pool[i]
}

func (s *stats) views() map[string]view {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]view, len(s.all))
	for k, c := range s.all {
		out[k] = c.view()
	}
	return out
}

type holder[T any] struct {
	mu *sync.RWMutex // shared by all copies
	v  T
}

func newHolder[T any](v T) holder[T] { return holder[T]{new(sync.RWMutex), v} }

func (h holder[T]) get() T {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.v
}

type guarded struct {
	lock sync.Locker
	name string
}

func main() {
	s := &stats{all: map[string]*counter{}, idx: map[string]int{}}
	holders := map[string]holder[int]{"a": newHolder(1)}
	holders["b"] = newHolder(2)
	h := holders["a"]
	for k, x := range holders {
		holders[k] = holder[int]{x.mu, x.get() + 1}
	}
	g := map[string]guarded{"x": {&sync.Mutex{}, "x"}}
	lx := g["x"]
	lx.lock.Lock()
	lx.lock.Unlock()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			k := fmt.Sprint("k", i%2)
			s.get(k).inc()
			s.slot(k).inc()
		})
	}
	wg.Wait()
	snap := maps.Clone(s.all)
	fmt.Println(s.views(), slices.Sorted(maps.Keys(snap)), h.get(), holders["a"].get(), len(lx.name))
}
