package lockmethods

import "sync"

// The lock is taken by methods that all places share.
type Stock struct {
	mu     sync.Mutex
	counts map[string]int
}

func (s *Stock) lock()   { s.mu.Lock() }
func (s *Stock) unlock() { s.mu.Unlock() }

func (s *Stock) Take(name string, n int) {
	s.lock()
	have := s.counts[name]
	s.unlock()
	s.lock()
	s.counts[name] = have - n // want lost-update
	s.unlock()
}

// GoodTake keeps the lock in between.
func (s *Stock) GoodTake(name string, n int) {
	s.lock()
	have := s.counts[name]
	s.counts[name] = have - n
	s.unlock()
}

// GoodDeferred releases it at the end.
func (s *Stock) GoodDeferred(name string, n int) {
	s.lock()
	defer s.unlock()
	have := s.counts[name]
	if have < n {
		return
	}
	s.counts[name] = have - n
}
