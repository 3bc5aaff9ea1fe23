// An LRU cache with a list and a map: the map holds exactly the list's elements.
// clean: run -race over puts, gets, evictions and removals.
package main

import (
	"container/list"
	"fmt"
	"os"
	"sync"
)

type entry[K comparable, V any] struct {
	key K
	val V
}

type lru[K comparable, V any] struct {
	mu    sync.Mutex
	max   int
	order *list.List
	items map[K]*list.Element
}

func newLRU[K comparable, V any](max int) *lru[K, V] {
	return &lru[K, V]{max: max, order: list.New(), items: make(map[K]*list.Element, max)}
}

func (c *lru[K, V]) get(k K) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.items[k]
	if !ok {
		return v, false
	}
	c.order.MoveToFront(el)
	return el.Value.(*entry[K, V]).val, true
}

func (c *lru[K, V]) put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if el, ok := c.items[k]; ok {
		el.Value.(*entry[K, V]).val = v
		c.order.MoveToFront(el)
		return
	}
	if c.order.Len() >= c.max {
		c.evict()
	}
	c.items[k] = c.order.PushFront(&entry[K, V]{k, v})
}

func (c *lru[K, V]) evict() {
	last := c.order.Back()
	if last == nil {
		return
	}
	c.order.Remove(last)
	delete(c.items, last.Value.(*entry[K, V]).key)
}

func (c *lru[K, V]) keys() []K {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]K, 0, c.order.Len())
	for el := c.order.Front(); el != nil; el = el.Next() {
		out = append(out, el.Value.(*entry[K, V]).key)
	}
	return out
}

func (c *lru[K, V]) touchAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for range c.order.Len() {
		k := c.order.Back().Value.(*entry[K, V]).key
		c.order.MoveToFront(c.items[k])
	}
}

func (c *lru[K, V]) newest() (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	front := c.order.Front()
	if front == nil {
		return v, false
	}
	k := front.Value.(*entry[K, V]).key
	return c.items[k].Value.(*entry[K, V]).val, true
}

func main() {
	c := newLRU[string, int](3)
	for i, k := range append([]string{"a", "b", "c", "d", "a"}, os.Args[1:]...) {
		c.put(k, i)
	}
	c.touchAll()
	fmt.Println(c.keys())
	fmt.Println(c.get("d"))
	fmt.Println(c.newest())
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() { c.put(fmt.Sprint(i), i); c.get("a") })
	}
	wg.Wait()
	fmt.Println(len(c.keys()))
}
