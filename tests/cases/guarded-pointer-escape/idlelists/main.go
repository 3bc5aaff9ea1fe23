// Lists of idle connections in a map: who cuts one out of its list has it alone; who only looks at the last one does not.
// race: Touch against Reap, DATA RACE at the write; clean: Get, Put.
package main

import (
	"fmt"
	"sync"
	"time"
)

type conn struct {
	addr string
	used time.Time
}

type pool struct {
	mu   sync.Mutex
	idle map[string][]*conn
}

func (p *pool) Get(addr string) *conn {
	p.mu.Lock()
	if list := p.idle[addr]; len(list) > 0 {
		c := list[len(list)-1]
		p.idle[addr] = list[:len(list)-1]
		p.mu.Unlock()
		c.used = time.Now()
		return c
	}
	p.mu.Unlock()
	return &conn{addr: addr, used: time.Now()}
}

func (p *pool) Touch(addr string) {
	p.mu.Lock()
	list := p.idle[addr]
	p.mu.Unlock()
	if len(list) > 0 {
		c := list[len(list)-1]
		c.used = time.Now() // want guarded-pointer-escape
	}
}

func (p *pool) Put(c *conn) {
	c.used = time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle[c.addr] = append(p.idle[c.addr], c)
}

func (p *pool) Reap(d time.Duration) (old int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, list := range p.idle {
		for _, c := range list {
			if time.Since(c.used) > d {
				old++
			}
		}
	}
	return old
}

func main() {
	p := &pool{idle: map[string][]*conn{}}
	p.Put(&conn{addr: "a"})
	p.Put(&conn{addr: "a"})
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c := p.Get("a")
			p.Touch("a")
			p.Put(c)
			p.Reap(time.Hour)
		}()
	}
	wg.Wait()
	fmt.Println(len(p.idle["a"]))
}
