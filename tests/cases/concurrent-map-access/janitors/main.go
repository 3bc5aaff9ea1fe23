// A cache with a janitor goroutine, in main: one that deletes without the lock, one with; and a stats map that one goroutine has.
// race: janitor against put, fatal error at the delete; clean: janitorLocked, report.
package main

import (
	"fmt"
	"sync"
	"time"
)

type entry struct {
	value   string
	expires time.Time
}

type cache struct {
	mu      sync.Mutex
	entries map[string]entry
	other   map[string]entry
}

func (c *cache) put(k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[k] = entry{v, time.Now().Add(time.Millisecond)}
	c.other[k] = entry{v, time.Now()}
}

func (c *cache) janitor(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case now := <-time.After(time.Millisecond):
			for k, e := range c.entries { // want concurrent-map-access
				if now.After(e.expires) {
					delete(c.entries, k) // want concurrent-map-access
				}
			}
		}
	}
}

func (c *cache) janitorLocked(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case now := <-time.After(time.Millisecond):
			c.mu.Lock()
			for k, e := range c.other {
				if now.After(e.expires) {
					delete(c.other, k)
				}
			}
			c.mu.Unlock()
		}
	}
}

func report(in <-chan string, done chan<- map[string]int) {
	seen := map[string]int{}
	for s := range in {
		seen[s]++
	}
	done <- seen
}

func main() {
	c := &cache{entries: map[string]entry{}, other: map[string]entry{}}
	c.other["first"] = entry{}
	stop := make(chan struct{})
	go c.janitor(stop)
	go c.janitorLocked(stop)
	in, done := make(chan string), make(chan map[string]int)
	go report(in, done)
	for i := range 1000 {
		k := fmt.Sprint("k", i%10)
		c.put(k, "v")
		in <- k
		time.Sleep(10 * time.Microsecond)
	}
	close(in)
	seen := <-done
	seen["end"]++
	close(stop)
	fmt.Println(len(seen))
}
