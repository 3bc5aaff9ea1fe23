// Counters in a map behind a lock, in a sync.Map, and in a map behind an atomic pointer.
// lost: two Reserve or two Inc at once, since others compare and swap; Publish, if there are two that publish; clean: ReserveLocked, IncCAS.
package swapselsewhere

import (
	"sync"
	"sync/atomic"
)

type Stock struct {
	mu sync.RWMutex
	n  map[string]int

	sm sync.Map

	snap atomic.Pointer[map[string]int]
}

func NewStock() *Stock {
	s := &Stock{n: map[string]int{}}
	s.snap.Store(&map[string]int{})
	return s
}

func (s *Stock) get(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.n[k]
}

func (s *Stock) set(k string, v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n[k] = v
}

func (s *Stock) Reserve(k string, q int) bool {
	have := s.get(k)
	if have < q {
		return false
	}
	s.set(k, have-q) // want lost-update
	return true
}

func (s *Stock) ReserveLocked(k string, q int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n[k] < q {
		return false
	}
	s.n[k] -= q
	return true
}

func (s *Stock) Inc(k string) {
	v, _ := s.sm.Load(k)
	n, _ := v.(int)
	s.sm.Store(k, n+1) // want lost-update
}

func (s *Stock) IncCAS(k string) {
	for {
		v, loaded := s.sm.LoadOrStore(k, 1)
		if !loaded || s.sm.CompareAndSwap(k, v, v.(int)+1) {
			return
		}
	}
}

func (s *Stock) Publish(k string, v int) {
	old := *s.snap.Load()
	next := make(map[string]int, len(old)+1)
	for a, b := range old {
		next[a] = b
	}
	next[k] = v
	s.snap.Store(&next) // want-possible lost-update
}
