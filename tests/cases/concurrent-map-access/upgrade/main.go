// Read lock first, then the write lock with a second check; behind an interface with two implementations.
// clean: run -race; the second implementation is confined to one goroutine.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type cache interface {
	get(k string) string
	forget(prefix string) int
}

type loader func(string) string

type sharedCache struct {
	sync.RWMutex
	load loader
	vals map[string]string
}

func (c *sharedCache) get(k string) string {
	c.RLock()
	v, ok := c.vals[k]
	c.RUnlock()
	if ok {
		return v
	}
	c.Lock()
	defer c.Unlock()
	if v, ok := c.vals[k]; ok {
		return v
	}
	v = c.load(k)
	c.vals[k] = v
	return v
}

func (c *sharedCache) forget(prefix string) (n int) {
	c.Lock()
	defer c.Unlock()
	for k := range c.vals {
		if c.matches(k, prefix) {
			delete(c.vals, k)
			n++
		}
	}
	return n
}

func (c *sharedCache) matches(k, prefix string) bool {
	return strings.HasPrefix(k, prefix) && c.vals[k] != ""
}

// ownCache has no lock: each worker makes its own.
type ownCache struct {
	load loader
	vals map[string]string
}

func (c *ownCache) get(k string) string {
	v, ok := c.vals[k]
	if !ok {
		v = c.load(k)
		c.vals[k] = v
	}
	return v
}

func (c *ownCache) forget(prefix string) int {
	n := len(c.vals)
	clear(c.vals)
	return n
}

func work(c cache, i int) int {
	n := 0
	for j := range 10 {
		n += len(c.get(fmt.Sprint("k", (i+j)%4)))
	}
	return n + c.forget("k1")
}

func main() {
	up := func(s string) string { return strings.ToUpper(s) }
	shared := &sharedCache{load: up, vals: map[string]string{}}
	sums := make([]int, 8)
	var wg sync.WaitGroup
	for i := range sums {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var c cache = shared
			if i%2 == 1 {
				c = &ownCache{up, make(map[string]string)}
			}
			sums[i] = work(c, i)
		}()
	}
	wg.Wait()
	fmt.Println(len(sums), sums[1], len(shared.vals) <= 4)
}
