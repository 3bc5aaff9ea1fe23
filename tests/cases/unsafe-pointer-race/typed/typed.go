// atomic.Pointer and atomic.Value need no unsafe.Pointer at all; what is left plain beside them is a race.
// race: raw.
package typed

import (
	"sync/atomic"
	"unsafe"
)

type plan struct{ steps int }

type scheduler struct {
	next atomic.Pointer[plan]
	any  atomic.Value
	raw  unsafe.Pointer // *plan
}

func (s *scheduler) publish(p *plan) {
	s.next.Store(p)
	s.any.Store(p)
	s.raw = unsafe.Pointer(p) // want unsafe-pointer-race
}

func (s *scheduler) steps() int {
	n := 0
	if p := s.next.Load(); p != nil {
		n += p.steps
	}
	if p := (*plan)(s.raw); p != nil { // want unsafe-pointer-race
		n += p.steps
	}
	return n
}

func run(n int) int {
	s := &scheduler{}
	go func() {
		for i := 0; i < n; i++ {
			s.publish(&plan{i})
		}
	}()
	return s.steps()
}
