// A cache that is only ever filled, with what follows from the key; one that others change as well. A copy whose entry goes at once. A copy of what an
// atomic pointer holds that is read anew under the lock.
// loses: `filled` shows nothing of it; the stores of stale are lost where refresh runs between the steps.
package main

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
)

var (
	mu    sync.Mutex
	parts = map[string][]string{}
)

func split(s string) []string {
	mu.Lock()
	list, ok := parts[s]
	mu.Unlock()
	if !ok {
		fill(s, &list)
		mu.Lock()
		parts[s] = list
		mu.Unlock()
	}
	return list
}

func fill(s string, list *[]string) { *list = append(*list, strings.Fields(s)...) }

var (
	sizesMu sync.Mutex
	sizes   = map[string][]int{}
)

func sizesOf(s string) []int {
	sizesMu.Lock()
	list := sizes[s]
	sizesMu.Unlock()
	list = append(list, len(s))
	sizesMu.Lock()
	sizes[s] = list // want lost-update
	sizesMu.Unlock()
	return list
}

type index struct {
	name string
	open *strings.Reader
}

func drop(all map[string]index) {
	for name, i := range all {
		i.open = nil
		delete(all, name)
	}
}

func closeAll(all map[string]index) {
	for _, i := range all {
		i.open = nil // want lost-update
	}
}

type conf struct {
	as    int
	state string
}

type peer struct {
	mu   sync.Mutex
	conf atomic.Pointer[conf]
}

func (p *peer) down() {
	c := *p.conf.Load()
	if c.as == 0 {
		p.mu.Lock()
		c = *p.conf.Load()
		c.state = "down"
		p.conf.Store(&c)
		p.mu.Unlock()
	}
}

func main() {
	var wg sync.WaitGroup
	p := &peer{}
	p.conf.Store(&conf{})
	for range 4 {
		wg.Go(func() {
			split("a b")
			sizesOf("a")
			p.down()
		})
	}
	wg.Wait()
	all := map[string]index{"a": {name: "a"}}
	closeAll(all)
	drop(all)
	fmt.Println(len(all), p.conf.Load().state)
}
