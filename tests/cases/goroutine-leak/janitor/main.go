// Background loops with Stop: a janitor, a ticker behind an interface, a supervisor that restarts, a stop func returned.
// clean: as many goroutines after as before.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

type cache struct {
	mu   sync.Mutex
	vals map[string]time.Time
	stop chan struct{}
	once sync.Once
}

func newCache(every time.Duration) *cache {
	c := &cache{vals: map[string]time.Time{}, stop: make(chan struct{})}
	go c.janitor(every)
	return c
}

func (c *cache) janitor(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			c.sweep(now)
		case <-c.stop:
			return
		}
	}
}

func (c *cache) sweep(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, end := range c.vals {
		if now.After(end) {
			delete(c.vals, k)
		}
	}
}

func (c *cache) put(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.vals[k] = time.Now().Add(time.Millisecond)
}

func (c *cache) Close() error {
	c.once.Do(func() { close(c.stop) })
	return nil
}

type service interface {
	run(quit <-chan bool)
}

type ticker struct{ n int }

func (t *ticker) run(quit <-chan bool) {
	for {
		t.n++
		select {
		case <-quit:
			return
		case <-time.After(time.Microsecond):
		}
	}
}

type crasher struct{ left int }

func (c *crasher) run(quit <-chan bool) {
	if c.left--; c.left > 0 {
		panic("crash")
	}
	<-quit
}

type supervisor struct {
	quit chan bool
	wg   sync.WaitGroup
}

func (s *supervisor) start(svc service) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		for s.guard(svc) {
		}
	}()
}

func (s *supervisor) guard(svc service) (again bool) {
	defer func() { again = recover() != nil }()
	svc.run(s.quit)
	return false
}

func (s *supervisor) stop() {
	close(s.quit)
	s.wg.Wait()
}

func every(d time.Duration, f func()) (stop func()) {
	done := make(chan struct{})
	tick := time.NewTicker(d)
	go func() {
		for {
			select {
			case <-tick.C:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() { tick.Stop(); close(done) }
}

func main() {
	before := runtime.NumGoroutine()
	for range 20 {
		c := newCache(time.Millisecond)
		c.put("a")
		s := &supervisor{quit: make(chan bool)}
		s.start(&ticker{})
		s.start(&crasher{left: 3})
		stop := every(time.Millisecond, func() { c.put("b") })
		stop()
		s.stop()
		c.Close()
	}
	time.Sleep(20 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine() <= before)
}
