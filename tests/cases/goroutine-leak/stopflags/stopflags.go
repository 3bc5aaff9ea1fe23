// Loops that a flag ends: one that Stop sets, one that nobody sets, one whose Stop closes another channel than the loop waits for.
// leaks: NewUnset, NewWrong and NewForever leave a goroutine a call; clean: NewSet, NewRight, NewClosed.
package stopflags

import (
	"sync"
	"sync/atomic"
	"time"
)

type Unset struct {
	stopped atomic.Bool
	n       atomic.Int64
}

// NewUnset has a flag that nothing ever sets.
func NewUnset() *Unset {
	u := &Unset{}
	go u.loop() // want goroutine-leak
	return u
}

func (u *Unset) loop() {
	for !u.stopped.Load() {
		u.n.Add(1)
		time.Sleep(time.Millisecond)
	}
}

type Set struct {
	stopped atomic.Bool
	n       atomic.Int64
}

func NewSet() *Set {
	s := &Set{}
	go s.loop()
	return s
}

func (s *Set) loop() {
	for !s.stopped.Load() {
		s.n.Add(1)
		time.Sleep(time.Millisecond)
	}
}

func (s *Set) Stop() { s.stopped.Store(true) }

type Wrong struct {
	quit, done chan struct{}
	once       sync.Once
}

// NewWrong waits for done, and Stop closes quit.
func NewWrong(f func()) *Wrong {
	w := &Wrong{quit: make(chan struct{}), done: make(chan struct{})}
	go func() { // want goroutine-leak
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-w.done:
				return
			case <-tick.C:
				f()
			}
		}
	}()
	return w
}

func (w *Wrong) Stop() { w.once.Do(func() { close(w.quit) }) }

type Right struct {
	quit chan struct{}
	once sync.Once
}

func NewRight(f func()) *Right {
	r := &Right{quit: make(chan struct{})}
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-r.quit:
				return
			case <-tick.C:
				f()
			}
		}
	}()
	return r
}

func (r *Right) Stop() { r.once.Do(func() { close(r.quit) }) }

type Closed struct {
	mu     sync.Mutex
	closed bool
	work   []func()
}

func NewClosed() *Closed {
	c := &Closed{}
	go c.run()
	return c
}

func (c *Closed) run() {
	for {
		c.mu.Lock()
		if c.closed {
			c.mu.Unlock()
			return
		}
		for _, f := range c.work {
			f()
		}
		c.work = nil
		c.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
}

func (c *Closed) Add(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.work = append(c.work, f)
}

func (c *Closed) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
}

type Forever struct {
	mu     sync.Mutex
	closed bool
	work   []func()
}

// NewForever tests a field that stays false.
func NewForever() *Forever {
	f := &Forever{}
	go f.run() // want goroutine-leak
	return f
}

func (f *Forever) run() {
	for {
		f.mu.Lock()
		closed := f.closed
		for _, g := range f.work {
			g()
		}
		f.work = nil
		f.mu.Unlock()
		if closed {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func (f *Forever) Add(g func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.work = append(f.work, g)
}
