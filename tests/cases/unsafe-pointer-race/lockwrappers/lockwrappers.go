// A mutex in a type of the program's own is a lock: the field is read plainly behind it, or before it.
// race: peek during grow.
package lockwrappers

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

type handedMutex struct{ m sync.Mutex }

func (m *handedMutex) Lock()   { m.m.Lock() }
func (m *handedMutex) Unlock() { m.m.Unlock() }

type checkedMutex struct {
	m     handedMutex
	locks int64
}

func (m *checkedMutex) Lock() {
	note(&m.locks, 1)
	m.m.Lock()
}

func (m *checkedMutex) Unlock() {
	note(&m.locks, -1)
	m.m.Unlock()
}

func note(n *int64, by int64) { atomic.AddInt64(n, by) }

type slot struct{ n int }

type shard struct {
	mu    checkedMutex
	slots unsafe.Pointer // *slot
}

func (s *shard) grow(old unsafe.Pointer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots != old {
		return
	}
	atomic.StorePointer(&s.slots, unsafe.Pointer(&slot{1}))
}

func (s *shard) get() *slot { return (*slot)(atomic.LoadPointer(&s.slots)) }

type early struct {
	mu    checkedMutex
	slots unsafe.Pointer // *slot
}

func (s *early) grow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	atomic.StorePointer(&s.slots, unsafe.Pointer(&slot{1}))
}

func (s *early) peek() *slot {
	p := s.slots // want unsafe-pointer-race
	s.mu.Lock()
	defer s.mu.Unlock()
	return (*slot)(p)
}
