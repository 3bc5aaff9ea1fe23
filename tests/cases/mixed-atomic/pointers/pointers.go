// atomic.LoadPointer's typed kin by address: uintptr flags, slices of counters, counters behind pointers, and a map of counters.
// race: the marked accesses against Inc, DATA RACE; clean: Value, Names, and a new counter before it is in the map.
package pointers

import (
	"net/http"
	"sync"
	"sync/atomic"
)

type Counters struct {
	mu sync.RWMutex
	m  map[string]*int64
}

func New() *Counters { return &Counters{m: map[string]*int64{}} }

func (c *Counters) get(name string) *int64 {
	c.mu.RLock()
	p, ok := c.m[name]
	c.mu.RUnlock()
	if ok {
		return p
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.m[name]; ok {
		return p
	}
	p = new(int64)
	*p = 0
	c.m[name] = p
	return p
}

func (c *Counters) Inc(name string) { atomic.AddInt64(c.get(name), 1) }

// Sum has the lock of the map, which Inc lets go before it adds.
func (c *Counters) Sum() (n int64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, p := range c.m {
		n += *p // want mixed-atomic
	}
	return n
}

func (c *Counters) Value(name string) int64 { return atomic.LoadInt64(c.get(name)) }

func (c *Counters) Names() (all []string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for n := range c.m {
		all = append(all, n)
	}
	return all
}

func (c *Counters) Clear(w http.ResponseWriter, r *http.Request) {
	*c.get(r.FormValue("name")) = 0 // want mixed-atomic
}

func (c *Counters) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.Inc(r.URL.Path) }
