// Configuration behind atomic.Pointer: loaded, copied, changed, swapped by compare-and-swap; readers see old or new.
// clean: run -race.
package main

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
)

type config struct {
	version int
	limits  map[string]int
}

func (c *config) with(k string, n int) *config {
	next := &config{version: c.version + 1, limits: maps.Clone(c.limits)}
	next.limits[k] = n
	return next
}

type holder struct {
	cur  atomic.Pointer[config]
	subs []func(*config) // set before start
}

func newHolder(subs ...func(*config)) *holder {
	h := &holder{subs: subs}
	h.cur.Store(&config{limits: map[string]int{}})
	return h
}

func (h *holder) set(k string, n int) {
	for {
		old := h.cur.Load()
		next := old.with(k, n)
		if h.cur.CompareAndSwap(old, next) {
			for _, s := range h.subs {
				s(next)
			}
			return
		}
	}
}

func (h *holder) limit(k string) int { return h.cur.Load().limits[k] }

func (h *holder) watch(ctx context.Context, updates <-chan map[string]int) {
	for {
		select {
		case u, ok := <-updates:
			if !ok {
				return
			}
			for k, n := range u {
				h.set(k, n)
			}
		case <-ctx.Done():
			return
		}
	}
}

type worker struct {
	h    *holder
	conf *config // this worker's own view, refreshed by itself
	sum  int
}

func (w *worker) step(k string) {
	if c := w.h.cur.Load(); w.conf == nil || c.version != w.conf.version {
		w.conf = c // want-possible unsynchronized-swap
	}
	w.sum += w.conf.limits[k]
}

func main() {
	var seen atomic.Int32
	h := newHolder(func(c *config) { seen.Store(int32(c.version)) })
	ctx, cancel := context.WithCancel(context.Background())
	updates := make(chan map[string]int)
	var wg sync.WaitGroup
	wg.Go(func() { h.watch(ctx, updates) })
	workers := make([]*worker, 4)
	for i := range workers {
		workers[i] = &worker{h: h}
		wg.Go(func() {
			for range 100 {
				workers[i].step("a")
				h.limit("b")
			}
		})
	}
	for i := range 10 {
		updates <- map[string]int{"a": i}
		h.set("b", i)
	}
	cancel()
	wg.Wait()
	fmt.Println(h.limit("b"), seen.Load() > 0, workers[0].sum >= 0)
}
