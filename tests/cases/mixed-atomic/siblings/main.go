// Fields, elements and instances that look alike: atomics on some, plain access to others; copies and snapshots.
// clean: run -race.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type counters struct {
	in, out int64
	name    string
}

func (c *counters) addIn(n int64)  { atomic.AddInt64(&c.in, n) }
func (c *counters) addOut(n int64) { atomic.AddInt64(&c.out, n) }

func (c *counters) snapshot() counters {
	return counters{in: atomic.LoadInt64(&c.in), out: atomic.LoadInt64(&c.out), name: c.name}
}

func (c counters) sub(o counters) counters {
	c.in -= o.in
	c.out -= o.out
	return c
}

type sampler struct {
	src  *counters
	last counters // only the sampler's
	rate []int64
}

func (s *sampler) sample() {
	now := s.src.snapshot()
	d := now.sub(s.last)
	s.rate = append(s.rate, d.in+d.out)
	s.last = now
}

type shards struct{ n [4]struct{ v int64 } }

func (s *shards) add(i int) { atomic.AddInt64(&s.n[i%4].v, 1) }

func (s *shards) sum() (t int64) {
	for i := range s.n {
		t += atomic.LoadInt64(&s.n[i].v)
	}
	return t
}

// localTotals counts plainly: its counters never leave it.
func localTotals(vals []int64) counters {
	var c counters
	for _, v := range vals {
		if v > 0 {
			c.in += v
		} else {
			c.out -= v
		}
	}
	return c
}

type ring struct {
	head uint64 // atomic: the consumer's index
	tail uint64 // atomic: the producer's index
	buf  [16]int
}

func (r *ring) push(v int) bool {
	t := atomic.LoadUint64(&r.tail)
	if t-atomic.LoadUint64(&r.head) == uint64(len(r.buf)) {
		return false
	}
	r.buf[t%uint64(len(r.buf))] = v
	atomic.StoreUint64(&r.tail, t+1)
	return true
}

func (r *ring) pop() (int, bool) {
	h := atomic.LoadUint64(&r.head)
	if h == atomic.LoadUint64(&r.tail) {
		return 0, false
	}
	v := r.buf[h%uint64(len(r.buf))]
	atomic.StoreUint64(&r.head, h+1)
	return v, true
}

func main() {
	c := &counters{name: "net"}
	s := &sampler{src: c}
	sh, r := &shards{}, &ring{}
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			c.addIn(int64(i))
			c.addOut(1)
			sh.add(i)
		})
	}
	wg.Go(func() {
		for i := range 100 {
			for !r.push(i) {
			}
		}
	})
	sum := 0
	for n := 0; n < 100; {
		if v, ok := r.pop(); ok {
			sum += v
			n++
			s.sample()
		}
	}
	wg.Wait()
	s.sample()
	fmt.Println(c.snapshot(), sh.sum(), sum, localTotals([]int64{1, -2}), len(s.rate))
}
