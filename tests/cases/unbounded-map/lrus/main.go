// Caches with a list beside the map: the oldest is taken out when there are too many; the other one's list shrinks, and its map does not.
// heap grows: Leaky.items; clean: LRU, and Ring, whose slots are reused.
package main

import (
	"container/list"
	"fmt"
	"log"
	"net/http"
	"sync"
)

type entry struct {
	key  string
	page string
}

type LRU struct {
	mu    sync.Mutex
	order *list.List
	items map[string]*list.Element
	max   int
}

func (c *LRU) Get(key string, render func(string) string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[key]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*entry).page
	}
	c.items[key] = c.order.PushFront(&entry{key, render(key)})
	for c.order.Len() > c.max {
		last := c.order.Back()
		delete(c.items, c.order.Remove(last).(*entry).key)
	}
	return c.order.Front().Value.(*entry).page
}

type Leaky struct {
	mu    sync.Mutex
	order *list.List
	items map[string]*list.Element
}

func (c *Leaky) Get(key string, render func(string) string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[key]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*entry).page
	}
	e := c.order.PushFront(&entry{key, render(key)})
	c.items[key] = e // want unbounded-map
	for c.order.Len() > 100 {
		c.order.Remove(c.order.Back())
	}
	return e.Value.(*entry).page
}

type Ring struct {
	mu    sync.Mutex
	keys  [64]string
	next  int
	items map[string]string
}

func (c *Ring) Get(key string, render func(string) string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	page, ok := c.items[key]
	if !ok {
		page = render(key)
		delete(c.items, c.keys[c.next])
		c.keys[c.next] = key
		c.next = (c.next + 1) % len(c.keys)
		c.items[key] = page
	}
	return page
}

func render(key string) string { return "page " + key }

func main() {
	l := &LRU{order: list.New(), items: map[string]*list.Element{}, max: 100}
	k := &Leaky{order: list.New(), items: map[string]*list.Element{}}
	r := &Ring{items: map[string]string{}}
	http.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		q := req.URL.Query().Get("q")
		fmt.Fprintln(w, l.Get(q, render), k.Get(q, render), r.Get(q, render))
	})
	log.Fatal(http.ListenAndServe("localhost:0", nil))
}
