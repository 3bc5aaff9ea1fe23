// A stock table with a getter and a setter, each locked: the sum of both is no critical section.
// lost: two parallel Reserve sell the same item twice; clean: ReserveSafe, Restock.
package twosections

import "sync"

type Stock[K comparable] struct {
	mu    sync.RWMutex
	items map[K]int
}

func NewStock[K comparable]() *Stock[K] { return &Stock[K]{items: make(map[K]int)} }

func (s *Stock[K]) Get(k K) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items[k]
}

func (s *Stock[K]) Set(k K, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] = n
}

func (s *Stock[K]) Add(k K, n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] += n
	return s.items[k]
}
