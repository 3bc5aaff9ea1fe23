// A lock-free list with unsafe.Pointer links: links set before publication, changed by compare-and-swap only.
// clean: -race with 8 pushers and 8 readers.
package nodelist

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

type node struct {
	next unsafe.Pointer // *node
	val  int
}

type List struct {
	head unsafe.Pointer // *node
	n    atomic.Int32
}

func New(vals ...int) *List {
	l := new(List)
	for _, v := range vals {
		n := &node{val: v}
		n.next = l.head
		l.head = unsafe.Pointer(n)
	}
	return l
}

func (l *List) Push(v int) {
	n := &node{val: v}
	for {
		old := atomic.LoadPointer(&l.head)
		n.next = old
		if atomic.CompareAndSwapPointer(&l.head, old, unsafe.Pointer(n)) {
			l.n.Add(1)
			return
		}
	}
}

func (l *List) Each(yield func(int) bool) {
	for p := atomic.LoadPointer(&l.head); p != nil; {
		n := (*node)(p)
		if !yield(n.val) {
			return
		}
		p = atomic.LoadPointer(&n.next)
	}
}

func Storm(n int) (sum int) {
	l := New(1, 2, 3)
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			l.Push(i)
			for range l.Each {
			}
		}()
	}
	wg.Wait()
	for v := range l.Each {
		sum += v
	}
	return sum
}
