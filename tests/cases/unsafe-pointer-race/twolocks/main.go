// Two locks for one pointer, a lock of another object, a write under a read lock; and the same lock by way of helpers and embedding.
// race: DATA RACE between the two sides; clean: one lock for all.
package main

import (
	"sync"
	"unsafe"
)

type view struct {
	sync.RWMutex
	reads sync.Mutex
	cur   unsafe.Pointer
	own   unsafe.Pointer
	deep  unsafe.Pointer
}

func (v *view) set(p *int) {
	v.Lock()
	v.own = unsafe.Pointer(p)
	v.Unlock()
}

func (v *view) get() *int {
	v.RLock()
	defer v.RUnlock()
	return (*int)(v.own)
}

// store expects the lock to be held.
func (v *view) store(p *int) { v.deep = unsafe.Pointer(p) }

func (v *view) update(p *int) {
	v.Lock()
	defer v.Unlock()
	v.store(p)
}

func (v *view) with(f func()) {
	v.Lock()
	defer v.Unlock()
	f()
}

func (v *view) deepest() (p *int) {
	v.with(func() { p = (*int)(v.deep) })
	return p
}

type half struct {
	mu  sync.Mutex
	cur unsafe.Pointer
}

func (h *half) replace(p *int) {
	h.mu.Lock()
	h.cur = unsafe.Pointer(p)
	h.mu.Unlock()
}

func (h *half) forget() {
	h.cur = nil // want unsafe-pointer-race
}

func (h *half) peek() *int {
	return (*int)(h.cur) // want unsafe-pointer-race
}

func main() {
	v, h := &view{}, &half{}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v.set(&i)
			v.get()
			v.update(&i)
			v.deepest()
			h.replace(&i)
			h.peek()
			h.forget()
		}()
	}
	wg.Wait()
}
