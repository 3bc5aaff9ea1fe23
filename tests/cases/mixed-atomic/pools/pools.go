// A limiter and a pool with goroutines of their own: plain tests in the loop, atomic changes from callers.
// race: run against SetLimit and Borrow, DATA RACE at the lines; clean: local counters that are joined, and one that only one goroutine has.
package pools

import (
	"sync"
	"sync/atomic"
	"time"
)

type Limiter struct {
	limit  int64
	used   int64
	passed int64
	quit   chan struct{}
}

func NewLimiter(limit int64) *Limiter {
	l := &Limiter{limit: limit, quit: make(chan struct{})}
	go l.run()
	return l
}

func (l *Limiter) run() {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-l.quit:
			return
		case <-t.C:
			if l.limit > 0 { // want mixed-atomic
				atomic.StoreInt64(&l.used, 0)
			}
			l.passed++
		}
	}
}

func (l *Limiter) SetLimit(n int64) { atomic.StoreInt64(&l.limit, n) }

func (l *Limiter) Allow() bool { return atomic.AddInt64(&l.used, 1) <= atomic.LoadInt64(&l.limit) }

func (l *Limiter) Close() { close(l.quit) }

// Parallel adds up in goroutines and looks after they are through.
func Parallel(work []func() int64) (sum int64, most int64) {
	var wg sync.WaitGroup
	var running int64
	for _, f := range work {
		wg.Go(func() {
			n := atomic.AddInt64(&running, 1)
			for {
				m := atomic.LoadInt64(&most)
				if n <= m || atomic.CompareAndSwapInt64(&most, m, n) {
					break
				}
			}
			atomic.AddInt64(&sum, f())
			atomic.AddInt64(&running, -1)
		})
	}
	wg.Wait()
	return sum, most
}

// Early looks before.
func Early(work []func() int64) (seen int64) {
	var sum int64
	var wg sync.WaitGroup
	for _, f := range work {
		wg.Add(1)
		go func() {
			atomic.AddInt64(&sum, f())
			wg.Done()
		}()
	}
	if sum > 0 { // want mixed-atomic
		seen = atomic.LoadInt64(&sum)
	}
	wg.Wait()
	return seen + sum
}
