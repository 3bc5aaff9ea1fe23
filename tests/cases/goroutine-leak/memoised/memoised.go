// Balancers are made once for each configuration, behind a sync.Map and a group that lets one caller in; each has a goroutine that stays.
// leaks: New, which starts one for each call; clean: For, whose balancers are entries that nothing takes out.
package memoised

import (
	"sync"
	"time"
)

type group struct {
	mu    sync.Mutex
	calls map[string]*call
}

type call struct {
	wg    sync.WaitGroup
	value any
}

func (g *group) Do(key string, fn func() any) any {
	g.mu.Lock()
	if c, ok := g.calls[key]; ok {
		g.mu.Unlock()
		c.wg.Wait()
		return c.value
	}
	c := new(call)
	c.wg.Add(1)
	if g.calls == nil {
		g.calls = make(map[string]*call)
	}
	g.calls[key] = c
	g.mu.Unlock()
	c.value = fn()
	c.wg.Done()
	g.mu.Lock()
	delete(g.calls, key)
	g.mu.Unlock()
	return c.value
}

type Balancer struct {
	mu    sync.Mutex
	hosts []string
	load  func(name string) []string
	name  string
}

func (b *Balancer) refresh() {
	for range time.Tick(time.Second) {
		hosts := b.load(b.name)
		b.mu.Lock()
		b.hosts = hosts
		b.mu.Unlock()
	}
}

var (
	balancers sync.Map
	making    group
)

func For(name string, load func(name string) []string) *Balancer {
	if v, ok := balancers.Load(name); ok {
		return v.(*Balancer)
	}
	return making.Do(name, func() any {
		b := &Balancer{name: name, load: load}
		go b.refresh()
		balancers.Store(name, b)
		return b
	}).(*Balancer)
}

func New(name string, load func(name string) []string) *Balancer {
	b := &Balancer{name: name, load: load}
	go b.refresh() // want goroutine-leak
	return b
}
