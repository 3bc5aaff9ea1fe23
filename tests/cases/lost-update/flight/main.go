// Single flight and get-or-create in two critical sections, where the second one looks again.
// clean: run -race; each key is loaded once.
package main

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

type call struct {
	done chan struct{}
	val  int
	err  error
}

type group struct {
	mu    sync.Mutex
	calls map[string]*call
	vals  map[string]int
}

func (g *group) do(k string, f func() (int, error)) (int, error) {
	g.mu.Lock()
	if v, ok := g.vals[k]; ok {
		g.mu.Unlock()
		return v, nil
	}
	if c, ok := g.calls[k]; ok {
		g.mu.Unlock()
		<-c.done
		return c.val, c.err
	}
	c := &call{done: make(chan struct{})}
	g.calls[k] = c
	g.mu.Unlock()

	c.val, c.err = f()

	g.mu.Lock()
	if c.err == nil && len(g.vals) < 100 {
		g.vals[k] = c.val
	}
	delete(g.calls, k)
	g.mu.Unlock()
	close(c.done)
	return c.val, c.err
}

type conns struct {
	mu   sync.RWMutex
	open map[string]int
	dial func(string) int
}

func (c *conns) get(addr string) int {
	c.mu.RLock()
	id, ok := c.open[addr]
	c.mu.RUnlock()
	if ok {
		return id
	}
	fresh := c.dial(addr)
	c.mu.Lock()
	defer c.mu.Unlock()
	if id, ok := c.open[addr]; ok {
		return id
	}
	c.open[addr] = fresh
	return fresh
}

func (c *conns) max(addr string, id int) {
	c.mu.RLock()
	cur := c.open[addr]
	c.mu.RUnlock()
	if id <= cur {
		return
	}
	c.mu.Lock()
	if id > c.open[addr] {
		c.open[addr] = id
	}
	c.mu.Unlock()
}

func (c *conns) closeAll() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.open)
	clear(c.open)
	return n
}

func main() {
	var loads, dials atomic.Int64
	g := &group{calls: map[string]*call{}, vals: map[string]int{}}
	c := &conns{open: map[string]int{}, dial: func(a string) int { return int(dials.Add(1)) }}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			k := []string{"a", "b", "c"}[i%3]
			g.do(k, func() (int, error) {
				loads.Add(1)
				if k == "c" {
					return 0, errors.New("down")
				}
				return i, nil
			})
			c.get(k)
			c.max(k, 100+i)
		})
	}
	wg.Wait()
	fmt.Println(loads.Load() >= 3, len(g.vals), len(g.calls), c.get("a"), c.closeAll())
}
