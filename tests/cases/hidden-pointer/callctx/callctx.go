// Contexts given to callbacks as numbers: one registry keeps the number only, the other gives out ids.
// dangles: Fire after the caller dropped its context; clean: IDs, Aligned.
package callctx

import (
	"sync"
	"unsafe"
)

type Ctx struct {
	Name string
	Hits int
}

type callback struct {
	fn  func(uintptr)
	arg uintptr
}

type Registry struct {
	mu  sync.Mutex
	cbs []callback
}

func (r *Registry) On(name string, fn func(uintptr)) {
	c := &Ctx{Name: name}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cbs = append(r.cbs, callback{fn: fn, arg: uintptr(unsafe.Pointer(c))}) // want hidden-pointer
}

func (r *Registry) Fire() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, cb := range r.cbs {
		cb.fn(cb.arg)
	}
}

type IDs struct {
	mu   sync.Mutex
	next uintptr
	ctx  map[uintptr]*Ctx
}

func (ids *IDs) Put(c *Ctx) uintptr {
	ids.mu.Lock()
	defer ids.mu.Unlock()
	if ids.ctx == nil {
		ids.ctx = make(map[uintptr]*Ctx)
	}
	ids.next++
	ids.ctx[ids.next] = c
	return ids.next
}

func (ids *IDs) Take(id uintptr) (*Ctx, bool) {
	ids.mu.Lock()
	defer ids.mu.Unlock()
	c, ok := ids.ctx[id]
	delete(ids.ctx, id)
	return c, ok
}

func Aligned(b []byte) bool {
	return len(b) > 0 && uintptr(unsafe.Pointer(&b[0]))%8 == 0
}
