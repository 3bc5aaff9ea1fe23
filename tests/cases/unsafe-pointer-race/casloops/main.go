// Compare-and-swap loops that read the old value plainly, or look at the head without an atomic operation.
// race: DATA RACE at the plain reads; clean: loads in the loop, and a list that has been swapped out.
package main

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

type node struct {
	value int
	next  unsafe.Pointer
}

type stack struct{ head unsafe.Pointer }

func (s *stack) push(v int) {
	n := &node{value: v}
	for {
		old := s.head // want unsafe-pointer-race
		n.next = old
		if atomic.CompareAndSwapPointer(&s.head, old, unsafe.Pointer(n)) {
			return
		}
	}
}

func (s *stack) empty() bool { return s.head == nil } // want unsafe-pointer-race

func (s *stack) reset() {
	s.head = nil // want unsafe-pointer-race
}

type queue struct{ head unsafe.Pointer }

func (q *queue) push(v int) {
	n := &node{value: v}
	for {
		old := atomic.LoadPointer(&q.head)
		n.next = old
		if atomic.CompareAndSwapPointer(&q.head, old, unsafe.Pointer(n)) {
			return
		}
	}
}

func (q *queue) drain() (total int) {
	for p := atomic.SwapPointer(&q.head, nil); p != nil; p = (*node)(p).next {
		total += (*node)(p).value
	}
	return total
}

func main() {
	var s stack
	var q queue
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.push(i)
			s.empty()
			if i == 3 {
				s.reset()
			}
			q.push(i)
		}()
	}
	wg.Wait()
	if q.drain() != 6 {
		panic("lost")
	}
}
