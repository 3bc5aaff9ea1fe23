// Lazily made clients: the double-checked form reads with no lock; the others use Once, a lock for all, or an atomic pointer.
// race: DATA RACE between the first read and the locked store; clean: Once, Locked, Fast.
package lazyclient

import (
	"sync"
	"sync/atomic"
)

type client struct{ addr string }

type Checked struct {
	mu sync.Mutex
	c  *client
}

func (p *Checked) Get(addr string) *client {
	if c := p.c; c != nil { // want unsynchronized-swap
		return c
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.c == nil {
		p.c = &client{addr}
	}
	return p.c
}

type Once struct {
	once sync.Once
	c    *client
}

func (p *Once) Get(addr string) *client {
	p.once.Do(func() { p.c = &client{addr} })
	return p.c
}

type Locked struct {
	mu sync.Mutex
	c  *client
}

func (p *Locked) Get(addr string) *client {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.c == nil {
		p.c = &client{addr}
	}
	return p.c
}

type Fast struct {
	mu sync.Mutex
	c  atomic.Pointer[client]
}

func (p *Fast) Get(addr string) *client {
	if c := p.c.Load(); c != nil {
		return c
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.c.Load(); c != nil {
		return c
	}
	c := &client{addr}
	p.c.Store(c)
	return c
}

func Hammer(n int) {
	var (
		a  Checked
		b  Once
		c  Locked
		d  Fast
		wg sync.WaitGroup
	)
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = a.Get("x").addr
			_ = b.Get("x").addr
			_ = c.Get("x").addr
			_ = d.Get("x").addr
		}()
	}
	wg.Wait()
}
