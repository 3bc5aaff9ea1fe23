// A cache whose entries expire by time.AfterFunc: one callback deletes without the lock, one fills under the read lock.
// race: DATA RACE at both; clean: PutSafe, Get, and the locked callback.
package expirytimers

import (
	"sync"
	"time"
)

type item[V any] struct {
	v     V
	timer *time.Timer
}

type Cache[V any] struct {
	mu    sync.RWMutex
	items map[string]*item[V]
	load  func(string) V
}

func New[V any](load func(string) V) *Cache[V] {
	return &Cache[V]{items: make(map[string]*item[V]), load: load}
}

func (c *Cache[V]) Put(k string, v V, ttl time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = &item[V]{v: v, timer: time.AfterFunc(ttl, func() {
		delete(c.items, k) // want concurrent-map-access
	})}
}

func (c *Cache[V]) PutSafe(k string, v V, ttl time.Duration) {
	it := &item[V]{v: v}
	c.mu.Lock()
	defer c.mu.Unlock()
	it.timer = time.AfterFunc(ttl, func() { c.Drop(k) })
	c.items[k] = it
}

func (c *Cache[V]) Drop(k string) {
	c.mu.Lock()
	delete(c.items, k)
	c.mu.Unlock()
}

func (c *Cache[V]) Load(k string) V {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if it, ok := c.items[k]; ok {
		return it.v
	}
	v := c.load(k)
	c.items[k] = &item[V]{v: v} // want concurrent-map-access
	return v
}

func (c *Cache[V]) Get(k string) (v V, ok bool) {
	c.mu.RLock()
	it, ok := c.items[k]
	c.mu.RUnlock()
	if !ok {
		return v, false
	}
	return it.v, true
}

func Warm(keys []string) *Cache[int] {
	c := New(func(k string) int { return len(k) })
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.Load(k)
			c.PutSafe(k, 1, time.Second)
			c.Put(k, 1, time.Second)
		}()
	}
	wg.Wait()
	return c
}
