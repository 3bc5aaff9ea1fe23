// Compare-and-swap loops and atomic swaps are sound; a plain reset beside them is not.
// race: clear during push.
package swaps

import (
	"sync/atomic"
	"unsafe"
)

type node struct {
	next *node
	v    int
}

type stack struct{ head unsafe.Pointer } // *node

func (s *stack) push(v int) {
	for {
		old := atomic.LoadPointer(&s.head)
		n := &node{(*node)(old), v}
		if atomic.CompareAndSwapPointer(&s.head, old, unsafe.Pointer(n)) {
			return
		}
	}
}

func (s *stack) take() *node { return (*node)(atomic.SwapPointer(&s.head, nil)) }

func (s *stack) clear() {
	s.head = nil // want unsafe-pointer-race
}
