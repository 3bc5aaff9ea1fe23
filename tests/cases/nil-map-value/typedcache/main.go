// A generic cache whose Get gives the zero value: its users know whether they test it.
// panics: `typedcache show x`, `typedcache must x`; clean: `typedcache safe x`.
package main

import (
	"fmt"
	"os"
	"sync"
)

type Cache[K comparable, V any] struct {
	mu    sync.Mutex
	items map[K]V
}

func New[K comparable, V any]() *Cache[K, V] { return &Cache[K, V]{items: make(map[K]V)} }

func (c *Cache[K, V]) Get(k K) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.items[k]
}

func (c *Cache[K, V]) Lookup(k K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.items[k]
	return v, ok
}

func (c *Cache[K, V]) Set(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = v
}

type page struct{ title string }

func show(c *Cache[string, *page]) string {
	return c.Get(os.Args[2]).title // want nil-map-value
}

func must(c *Cache[string, *page], name string) string {
	p, ok := c.Lookup(name)
	if !ok {
		fmt.Println("loading", name)
	}
	return p.title // want nil-map-value
}

func safe(c *Cache[string, *page], name string) string {
	if p := c.Get(name); p != nil {
		return p.title
	}
	if p, ok := c.Lookup(name); ok {
		return p.title
	}
	return "none"
}

func length(c *Cache[string, string]) int { return len(c.Get(os.Args[2])) }

func main() {
	c := New[string, *page]()
	c.Set("index", &page{"Index"})
	switch name := os.Args[2]; os.Args[1] {
	case "show":
		fmt.Println(show(c))
	case "must":
		fmt.Println(must(c, name))
	default:
		fmt.Println(safe(c, name), length(New[string, string]()))
	}
}
