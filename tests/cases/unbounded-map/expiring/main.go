// Entries with an end: removed by timers, by a sweep that a request triggers, by a Range over a sync.Map, and marked as expired but left.
// heap grows: marked; clean: timed, swept, ranged, popped.
package main

import (
	"log"
	"net/http"
	"sync"
	"time"
)

type entry struct {
	value   string
	expires time.Time
	dead    bool
}

type cache struct {
	mu     sync.Mutex
	timed  map[string]string
	swept  map[string]entry
	marked map[string]*entry
	popped map[string][]string
	ranged sync.Map
}

func (c *cache) putTimed(k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timed[k] = v
	time.AfterFunc(time.Minute, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.timed, k)
	})
}

func (c *cache) putSwept(k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	for k, e := range c.swept {
		if e.expires.Before(now) {
			delete(c.swept, k)
		}
	}
	c.swept[k] = entry{value: v, expires: now.Add(time.Minute)}
}

func (c *cache) putMarked(k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	for _, e := range c.marked {
		if e.expires.Before(now) {
			e.dead = true
			e.value = ""
		}
	}
	c.marked[k] = &entry{value: v, expires: now.Add(time.Minute)} // want unbounded-map
}

func (c *cache) putRanged(k, v string) {
	c.ranged.Store(k, entry{value: v, expires: time.Now().Add(time.Minute)})
}

func (c *cache) sweep() {
	for now := range time.Tick(time.Minute) {
		c.ranged.Range(func(k, v any) bool {
			if v.(entry).expires.Before(now) {
				c.ranged.Delete(k)
			}
			return true
		})
	}
}

func (c *cache) push(k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.popped[k] = append(c.popped[k], v)
}

func (c *cache) pop(k string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.popped[k]
	delete(c.popped, k)
	return all
}

func (c *cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k, v := r.FormValue("k"), r.FormValue("v")
	c.putTimed(k, v)
	c.putSwept(k, v)
	c.putMarked(k, v)
	c.putRanged(k, v)
	c.push(k, v)
	for _, s := range c.pop(v) {
		w.Write([]byte(s))
	}
}

func main() {
	c := &cache{timed: map[string]string{}, swept: map[string]entry{}, marked: map[string]*entry{}, popped: map[string][]string{}}
	go c.sweep()
	log.Fatal(http.ListenAndServe("localhost:0", c))
}
