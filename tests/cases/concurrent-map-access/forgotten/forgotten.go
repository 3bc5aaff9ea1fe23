// Functions that forget the lock that all others take: what a fix can put there.
// race: each marked function during Put, "concurrent map read and map write" (or iteration).
package forgotten

import (
	"strings"
	"sync"
	"time"
)

type entry struct {
	value   string
	expires time.Time
}

type Cache struct {
	mu      sync.RWMutex
	entries map[string]entry
}

func New() *Cache { return &Cache{entries: map[string]entry{}} }

func (c *Cache) Put(k, v string, ttl time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[k] = entry{v, time.Now().Add(ttl)}
}

func (c *Cache) Get(k string) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e, ok := c.entries[k]
	return e.value, ok
}

func (c *Cache) Delete(k string) {
	c.mu.Lock()
	delete(c.entries, k)
	c.mu.Unlock()
}

func (c *Cache) Extend(k string, by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[k]
	if !ok {
		return
	}
	e.expires = e.expires.Add(by)
	c.entries[k] = e
}

func (c *Cache) Has(k string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	_, ok := c.entries[k]
	return ok
}

// Only reads, and calls what reads.
func (c *Cache) Names(prefix string) []string {
	var out []string
	for k, e := range c.entries { // want concurrent-map-access
		if strings.HasPrefix(k, prefix) && fresh(e) {
			out = append(out, k)
		}
	}
	return out
}

func fresh(e entry) bool { return e.expires.After(time.Now()) }

// Removes.
func (c *Cache) Expire(now time.Time) (n int) {
	for k, e := range c.entries { // want concurrent-map-access
		if e.expires.Before(now) {
			delete(c.entries, k) // want concurrent-map-access
			n++
		}
	}
	return n
}

// On one line.
func (c *Cache) Len() int { return len(c.entries) } // want concurrent-map-access
