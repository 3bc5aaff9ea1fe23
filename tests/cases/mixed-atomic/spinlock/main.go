// Plain fields behind an atomic flag: a spin lock, a one-time initializer, a closed flag checked after Wait; and plain work on a value nobody shares yet.
// clean: run -race.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

type cell struct {
	lock  uint32
	count int
	names []string
}

func (c *cell) with(f func()) {
	for !atomic.CompareAndSwapUint32(&c.lock, 0, 1) {
		runtime.Gosched()
	}
	f()
	atomic.StoreUint32(&c.lock, 0)
}

func (c *cell) add(s string) {
	c.with(func() {
		c.count++
		c.names = append(c.names, s)
	})
}

type lazy struct {
	state uint32 // 0 new, 1 being made, 2 made
	val   map[string]int
}

func (l *lazy) get() map[string]int {
	if atomic.CompareAndSwapUint32(&l.state, 0, 1) {
		l.val = map[string]int{"x": 1}
		atomic.StoreUint32(&l.state, 2)
	}
	for atomic.LoadUint32(&l.state) != 2 {
		runtime.Gosched()
	}
	return l.val
}

type node struct {
	val  int
	refs int32
	next *node
}

func newNode(v int) *node {
	n := &node{val: v}
	n.refs = 1
	return n
}

func (n *node) retain() { atomic.AddInt32(&n.refs, 1) }

func (n *node) release() bool { return atomic.AddInt32(&n.refs, -1) == 0 }

type stack struct{ head atomic.Pointer[node] }

func (s *stack) push(v int) {
	n := newNode(v)
	for {
		n.next = s.head.Load()
		if s.head.CompareAndSwap(n.next, n) {
			return
		}
	}
}

func (s *stack) sum() (t int) {
	for n := s.head.Load(); n != nil; n = n.next {
		n.retain()
		t += n.val
		n.release()
	}
	return t
}

type server struct {
	closed int32
	wg     sync.WaitGroup
	sent   int64
}

func (s *server) run(n int) {
	for range n {
		s.wg.Add(1)
		go func() {
			defer s.wg.Done()
			if atomic.LoadInt32(&s.closed) == 0 {
				atomic.AddInt64(&s.sent, 1)
			}
		}()
	}
}

func (s *server) close() int64 {
	atomic.StoreInt32(&s.closed, 1)
	s.wg.Wait()
	return s.sent
}

func main() {
	c, l, st, s := &cell{}, &lazy{}, &stack{}, &server{}
	s.run(4)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			c.add(fmt.Sprint(i))
			st.push(i)
			st.sum()
			_ = l.get()["x"]
		})
	}
	wg.Wait()
	fmt.Println(c.count, len(c.names), l.val, st.sum(), s.close() <= 4)
}
