// Objects that start a goroutine when they are first needed, and never again; nothing ends it.
// leaks: sampler, made for each connection. clean: cache, of which main makes one, however often it is asked to reload.
package main

import (
	"fmt"
	"net"
	"sync"
	"time"
)

type cache struct {
	mu      sync.Mutex
	entries map[string]int
	ticker  *time.Ticker
	reload  chan int
}

func newCache() *cache {
	c := &cache{entries: map[string]int{}, reload: make(chan int, 1)}
	c.refresh()
	go func() {
		for range c.reload {
			c.refresh()
		}
	}()
	return c
}

func (c *cache) refresh() {
	c.every(10 * time.Second)
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.entries)
}

func (c *cache) every(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ticker != nil {
		c.ticker.Reset(d)
		return
	}
	c.ticker = time.NewTicker(d)
	go func() {
		for range c.ticker.C {
			c.reload <- 1
		}
	}()
}

type sampler struct {
	started bool
	mu      sync.Mutex
	n       int
}

func (s *sampler) sample() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.started {
		s.started = true
		go func() { // want goroutine-leak
			for {
				time.Sleep(time.Second)
				s.mu.Lock()
				s.n++
				s.mu.Unlock()
			}
		}()
	}
}

func serve(c net.Conn) {
	defer c.Close()
	s := &sampler{}
	s.sample()
	s.sample()
	fmt.Fprintln(c, "bye")
}

func main() {
	c := newCache()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		c.refresh()
		serve(conn)
	}
}
