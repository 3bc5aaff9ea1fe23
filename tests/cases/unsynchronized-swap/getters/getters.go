// Package getters has one lock for several variables, and a getter that forgets it.
package getters

import "sync"

type Logger struct{ name string }

var (
	mu      sync.RWMutex
	plain   = &Logger{"plain"}
	sugared = &Logger{"sugared"}
	late    *Logger
)

func Plain() *Logger {
	return plain // want unsynchronized-swap
}

func Sugared() *Logger {
	mu.RLock()
	defer mu.RUnlock()
	return sugared
}

func Replace(p, s *Logger) {
	mu.Lock()
	plain = p
	sugared = s
	mu.Unlock()
}

// Start makes what is not there yet; who calls Late has called it before.
func Start() {
	mu.Lock()
	defer mu.Unlock()
	if late == nil {
		late = &Logger{"late"}
	}
	sugared = late
}

func Late() *Logger { return late } // want-possible unsynchronized-swap

// Cache is torn down by one method, and asked for by another, which lets go of the lock too early.
type Cache struct {
	mu    sync.RWMutex
	items *Logger
}

func (c *Cache) Fill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items = &Logger{"items"}
}

func (c *Cache) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items = nil
}

func (c *Cache) Name() string {
	c.mu.RLock()
	has := c.items != nil
	c.mu.RUnlock()
	if !has {
		return ""
	}
	return c.items.name // want unsynchronized-swap
}

func (c *Cache) Has() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.items != nil
}

// Nobody sets the flag.
var never bool

var sink any

func Keep(x any) any {
	if never {
		sink = x
	}
	return x
}

func KeepAll(all []any) {
	for _, x := range all {
		go Keep(x)
	}
}
