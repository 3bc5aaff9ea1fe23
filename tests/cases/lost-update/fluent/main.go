// Copies that are meant to be copies: fluent values, drafts, rollback, defaults, a moving cursor; what should last is put back.
// clean: the printed values are the intended ones.
package main

import (
	"fmt"
	"maps"
	"sync"
)

type opts struct {
	retries int
	tags    []string
	headers map[string]string
}

func (o opts) withRetries(n int) opts { o.retries = n; return o }

func (o opts) withTag(t string) opts {
	o.tags = append(o.tags[:len(o.tags):len(o.tags)], t)
	return o
}

type clients struct {
	mu   sync.Mutex
	defs map[string]opts
	cur  map[string]int
}

func (c *clients) request(name string, urgent bool) string {
	c.mu.Lock()
	o := c.defs[name]
	c.mu.Unlock()
	if urgent {
		o.retries = 9
		o.tags = append(o.tags[:len(o.tags):len(o.tags)], "urgent")
	}
	if o.retries == 0 {
		o.retries = 1
	}
	return fmt.Sprint(name, o.retries, o.tags)
}

func (c *clients) set(name string, change func(opts) opts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.defs[name] = change(c.defs[name])
}

func (c *clients) header(name, k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.defs[name]
	if o.headers == nil {
		o.headers = map[string]string{}
		c.defs[name] = o
	}
	o.headers[k] = v
}

func (c *clients) try(name string, f func(*opts) bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	draft := c.defs[name]
	if !f(&draft) {
		return false
	}
	c.defs[name] = draft
	return true
}

func (c *clients) derive(from, to string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.defs[from]
	o.retries++
	o.headers = maps.Clone(o.headers)
	c.defs[to] = o
}

func (c *clients) next(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.cur[name]
	n++
	if n > 3 {
		n = 0
	}
	c.cur[name] = n
	return n
}

func (c *clients) report() (out []string) {
	c.mu.Lock()
	snap := maps.Clone(c.defs)
	c.mu.Unlock()
	for n, o := range snap {
		o.retries = max(o.retries, 1)
		if len(o.tags) == 0 {
			o.tags = []string{"none"}
		}
		out = append(out, fmt.Sprint(n, o.retries, o.tags))
	}
	return out
}

func main() {
	c := &clients{defs: map[string]opts{}, cur: map[string]int{}}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			c.set("a", func(o opts) opts { return o.withRetries(o.retries + 1).withTag("t") })
			c.request("a", i%2 == 0)
			c.try("a", func(o *opts) bool { o.retries++; return o.retries < 100 })
			c.header("a", "k", "v")
			c.next("a")
		})
	}
	wg.Wait()
	c.derive("a", "b")
	fmt.Println(c.request("a", true), c.request("b", false), c.next("a"), len(c.report()), c.defs["b"].headers)
}
