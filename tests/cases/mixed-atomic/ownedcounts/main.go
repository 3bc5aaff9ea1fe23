// Plain accesses that happen before or after every atomic one: the result of a pool by a channel, a snapshot after close, a counter of one goroutine that others load.
// clean: -race.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type stats struct {
	n    int64
	max  int64
	errs int32
}

func (s *stats) see(v int64) {
	atomic.AddInt64(&s.n, 1)
	for {
		old := atomic.LoadInt64(&s.max)
		if v <= old || atomic.CompareAndSwapInt64(&s.max, old, v) {
			return
		}
	}
}

type pool struct {
	stats
	wg  sync.WaitGroup
	out chan stats
}

func newPool(workers int, items [][]int64) *pool {
	p := &pool{out: make(chan stats, 1)}
	p.max = -1
	p.errs = 0
	for i := range workers {
		p.wg.Add(1)
		go func() {
			defer p.wg.Done()
			for _, v := range items[i] {
				p.see(v)
			}
			if len(items[i]) == 0 {
				atomic.AddInt32(&p.errs, 1)
			}
		}()
	}
	go func() {
		p.wg.Wait()
		p.out <- p.stats
	}()
	return p
}

func (p *pool) result() stats {
	s := <-p.out
	s.n *= 2
	return s
}

func sum(parts [][]int64) int64 {
	var total int64
	done := make(chan struct{})
	for _, p := range parts {
		go func() {
			for _, v := range p {
				atomic.AddInt64(&total, v)
			}
			done <- struct{}{}
		}()
	}
	for range parts {
		<-done
	}
	return total
}

func main() {
	items := [][]int64{{1, 2}, {3}, {}}
	p := newPool(3, items)
	r := p.result()
	fmt.Println(r.n, r.max, r.errs, sum(items))
}
