// Writes under RLock, and reads outside of any: lazily filled caches behind a RWMutex.
// race: two Get of a new key, fatal error "concurrent map writes"; clean: GetSafe, which takes the lock again.
package readlocked

import (
	"strings"
	"sync"
)

type Cache struct {
	mu    sync.RWMutex
	upper map[string]string
	lower map[string]string
}

func New() *Cache { return &Cache{upper: map[string]string{}, lower: map[string]string{}} }

func (c *Cache) Get(s string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	u, ok := c.upper[s]
	if !ok {
		u = strings.ToUpper(s)
		c.upper[s] = u // want concurrent-map-access
	}
	return u
}

func (c *Cache) GetSafe(s string) string {
	c.mu.RLock()
	l, ok := c.lower[s]
	c.mu.RUnlock()
	if ok {
		return l
	}
	l = strings.ToLower(s)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lower[s] = l
	return l
}

func (c *Cache) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.upper)
	clear(c.lower)
}

// Has looks without a lock.
func (c *Cache) Has(s string) bool {
	_, ok := c.lower[s] // want concurrent-map-access
	return ok
}
