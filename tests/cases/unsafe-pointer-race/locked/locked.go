// A field that is written under the lock and read without it; a helper that all callers lock for.
// race: peek during set.
package locked

import (
	"sync"
	"unsafe"
)

type state struct{ n int }

type box struct {
	mu sync.Mutex
	p  unsafe.Pointer // *state
}

func (b *box) set(s *state) {
	b.mu.Lock()
	b.p = unsafe.Pointer(s)
	b.mu.Unlock()
}

func (b *box) peek() *state {
	return (*state)(b.p) // want unsafe-pointer-race
}

type safe struct {
	mu sync.RWMutex
	p  unsafe.Pointer // *state
}

func (b *safe) set(s *state) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.put(s)
}

func (b *safe) get() *state {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return (*state)(b.p)
}

func (b *safe) put(s *state) { b.p = unsafe.Pointer(s) }
