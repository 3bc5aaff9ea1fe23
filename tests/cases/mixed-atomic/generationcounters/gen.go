// Counters in map entries and embedded structs: bumped atomically by workers, copied, printed and compared plainly.
// race: DATA RACE at each plain access; clean: typed atomics, a local copy's fields, the value read before the pool starts.
package generations

import (
	"sync"
	"sync/atomic"
)

type base struct{ hits uint32 }

type route struct {
	base
	path string
	errs uint32
	live atomic.Uint32
}

type Routes struct {
	mu sync.RWMutex
	m  map[string]*route
}

func New(paths ...string) *Routes {
	r := &Routes{m: map[string]*route{}}
	for _, p := range paths {
		rt := &route{path: p}
		rt.hits = 1
		r.m[p] = rt
	}
	return r
}

func (r *Routes) get(p string) *route {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.m[p]
}

func (r *Routes) Hit(p string, ok bool) {
	rt := r.get(p)
	if rt == nil {
		return
	}
	atomic.AddUint32(&rt.hits, 1)
	if !ok {
		atomic.AddUint32(&rt.errs, 1)
	}
	rt.live.Add(1)
}

func (r *Routes) Ratio(p string) float64 {
	rt := r.get(p)
	if rt == nil || rt.live.Load() == 0 {
		return 0
	}
	return float64(rt.errs) / float64(rt.live.Load()) // want mixed-atomic
}

func (r *Routes) Clear(p string) {
	if rt := r.get(p); rt != nil {
		rt.hits = 0 // want mixed-atomic
	}
}

type counts struct{ hits, errs uint32 }

func (r *Routes) Counts(p string) (c counts) {
	rt := r.get(p)
	if rt == nil {
		return c
	}
	c.hits = atomic.LoadUint32(&rt.hits)
	c.errs = atomic.LoadUint32(&rt.errs)
	if c.errs > c.hits {
		c.errs = c.hits
	}
	return c
}

func Storm(n int) counts {
	r := New("a", "b")
	first := r.m["a"].hits
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.Hit("a", i%2 == 0)
			r.Ratio("a")
			r.Clear("a")
			r.Counts("a")
		}()
	}
	wg.Wait()
	c := r.Counts("a")
	c.hits += first
	return c
}
