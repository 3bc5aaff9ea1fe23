// A TTL cache with a janitor, a cache that clears itself when full, and one whose entries are removed by a timer.
// clean: after the test run all three are small again.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

type entry struct {
	val string
	end time.Time
}

type ttlCache struct {
	mu   sync.Mutex
	m    map[string]entry
	stop chan struct{}
}

func newTTL(every time.Duration) *ttlCache {
	c := &ttlCache{m: make(map[string]entry), stop: make(chan struct{})}
	go c.loop(every)
	return c
}

func (c *ttlCache) loop(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-t.C:
			c.expire()
		}
	}
}

func (c *ttlCache) expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, e := range c.m {
		if time.Now().After(e.end) {
			delete(c.m, k)
		}
	}
}

func (c *ttlCache) put(k, v string) {
	c.mu.Lock()
	c.m[k] = entry{v, time.Now().Add(time.Millisecond)}
	c.mu.Unlock()
}

func (c *ttlCache) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.m)
}

const maxPaths = 8

var (
	pathMu sync.Mutex
	paths  = map[string]int{}
)

func countPath(p string) {
	pathMu.Lock()
	defer pathMu.Unlock()
	if _, ok := paths[p]; !ok && len(paths) >= maxPaths {
		clear(paths)
	}
	paths[p]++
}

type inflight struct{ m sync.Map }

func (f *inflight) add(id string) {
	f.m.Store(id, time.Now())
	time.AfterFunc(time.Millisecond, func() { f.m.Delete(id) })
}

func (f *inflight) len() (n int) {
	f.m.Range(func(any, any) bool { n++; return true })
	return n
}

type server struct {
	cache *ttlCache
	live  inflight
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.cache.put(r.URL.String(), r.RemoteAddr)
	s.live.add(r.URL.RawQuery)
	countPath(r.URL.String())
	fmt.Fprint(w, "ok")
}

func main() {
	s := &server{cache: newTTL(time.Millisecond)}
	for i := range 100 {
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", fmt.Sprint("/?q=", i), nil))
	}
	time.Sleep(20 * time.Millisecond)
	fmt.Println(s.cache.len(), s.live.len(), len(paths) <= maxPaths)
	close(s.cache.stop)
}
