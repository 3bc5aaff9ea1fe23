// Stores that are warmed up in goroutines while they are made: waited for before anybody has them, or not.
// race: Late, Handed; clean: Index, Mirror.
package warmups

import (
	"context"
	"sync"
	"time"
)

type Index struct {
	mu    sync.Mutex
	pages map[string]int
}

func (x *Index) warm(names []string) {
	for i, n := range names {
		x.pages[n] = i
	}
}

func (x *Index) age(ctx context.Context) {
	for ctx.Err() == nil {
		time.Sleep(time.Minute)
		x.mu.Lock()
		for n := range x.pages {
			x.pages[n]++
		}
		x.mu.Unlock()
	}
}

func (x *Index) Page(n string) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.pages[n]
}

func NewIndex(ctx context.Context, names []string) *Index {
	x := &Index{pages: map[string]int{}}
	var wg sync.WaitGroup
	wg.Go(func() { x.warm(names) })
	wg.Wait()
	x.pages["/"] = 0
	go x.age(ctx)
	return x
}

// The goroutine is still at it when the store is given away.
type Late struct {
	mu    sync.Mutex
	pages map[string]int
}

func (x *Late) warm(names []string) {
	for i, n := range names {
		x.pages[n] = i // want concurrent-map-access
	}
}

func (x *Late) Page(n string) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.pages[n]
}

func NewLate(names []string) *Late {
	x := &Late{pages: map[string]int{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.warm(names)
	}()
	return x
}

// A helper runs what it is given in a goroutine, and waits for it.
func within(limit time.Duration, f func()) {
	end := make(chan struct{})
	go func() {
		f()
		close(end)
	}()
	<-end
}

type Mirror struct {
	mu   sync.Mutex
	urls map[string]string
}

func (m *Mirror) fill() { m.urls["/"] = "index" }

func (m *Mirror) Set(k, v string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.urls[k] = v
}

func (m *Mirror) URL(k string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.urls[k]
}

func NewMirror() *Mirror {
	m := &Mirror{urls: map[string]string{}}
	within(time.Second, m.fill)
	return m
}

// The one goroutine is waited for, but another one has the object before.
type Handed struct {
	mu   sync.Mutex
	urls map[string]string
}

func (h *Handed) fill() {
	h.urls["/"] = "index" // want concurrent-map-access
}

func (h *Handed) trim(ctx context.Context) {
	for ctx.Err() == nil {
		time.Sleep(time.Minute)
		h.mu.Lock()
		delete(h.urls, "/tmp")
		h.mu.Unlock()
	}
}

func NewHanded(ctx context.Context) *Handed {
	h := &Handed{urls: map[string]string{}}
	go h.trim(ctx)
	end := make(chan struct{})
	go func() {
		h.fill()
		close(end)
	}()
	<-end
	return h
}
