// Maps of the process whose keys are few: types, registered names, an enum, a fixed set of shards, an LRU.
// clean: their sizes do not depend on the traffic.
package codecregistry

import (
	"container/list"
	"fmt"
	"net/http"
	"reflect"
	"sync"
)

type codec func(any) string

var (
	mu     sync.RWMutex
	codecs = map[string]codec{}
	byType sync.Map // reflect.Type to codec
	levels = map[level]int{}
)

type level uint8

const (
	info level = iota
	warn
)

func Register(name string, c codec) {
	mu.Lock()
	defer mu.Unlock()
	codecs[name] = c
}

func codecOf(v any) codec {
	t := reflect.TypeOf(v)
	if c, ok := byType.Load(t); ok {
		return c.(codec)
	}
	c := codec(func(v any) string { return fmt.Sprint(v) })
	byType.Store(t, c)
	return c
}

func count(l level) {
	mu.Lock()
	defer mu.Unlock()
	levels[l]++
}

type lru struct {
	mu    sync.Mutex
	max   int
	order *list.List
	elems map[string]*list.Element
}

var pages = &lru{max: 64, order: list.New(), elems: map[string]*list.Element{}}

func (c *lru) put(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.elems[k]; ok {
		c.order.MoveToFront(e)
		e.Value = v
		return
	}
	c.elems[k] = c.order.PushFront(v)
	if c.order.Len() > c.max {
		c.evict()
	}
}

func (c *lru) evict() {
	last := c.order.Back()
	c.order.Remove(last)
	for k, e := range c.elems {
		if e == last {
			delete(c.elems, k)
			return
		}
	}
}

func Serve(w http.ResponseWriter, r *http.Request) {
	l := info
	if r.ContentLength > 1<<20 {
		l = warn
	}
	count(l)
	pages.put(r.URL.Path, int(r.ContentLength))
	fmt.Fprintln(w, codecOf(r.ContentLength)(r.ContentLength))
}
