// The lock is in an embedded or wrapped type, a generic table, a map of interfaces: nothing copies it but one value receiver behind a lookup.
// seen: Len of the copied gauge; clean: the rest (pointers, interfaces, channels as locks, structs rebuilt field by field).
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type lockable struct{ sync.Mutex }

type gauge struct {
	lockable
	name string
	n    int
}

type meter interface {
	add(int)
	read() int
}

func (g *gauge) add(n int) {
	g.Lock()
	defer g.Unlock()
	g.n += n
}

func (g *gauge) read() int {
	g.Lock()
	defer g.Unlock()
	return g.n
}

type chanMeter struct {
	tok chan struct{}
	n   *int
}

func (c chanMeter) add(n int) {
	c.tok <- struct{}{}
	*c.n += n
	<-c.tok
}

func (c chanMeter) read() int {
	c.tok <- struct{}{}
	defer func() { <-c.tok }()
	return *c.n
}

type atomicMeter struct{ n *atomic.Int64 }

func (a atomicMeter) add(n int) { a.n.Add(int64(n)) }
func (a atomicMeter) read() int { return int(a.n.Load()) }

type meters struct {
	mu     sync.Mutex
	all    map[string]meter
	gauges map[string]gauge
	chans  map[string]chanMeter
}

func (m *meters) get(k string) (meter, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	x, ok := m.all[k]
	return x, ok
}

func (m *meters) gauge(k string) *gauge {
	m.mu.Lock()
	defer m.mu.Unlock()
	g, ok := m.gauges[k] // want copied-lock
	if !ok {
		return nil
	}
	return &g
}

func (m *meters) fresh(k string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, had := m.gauges[k].name, len(m.gauges) > 0; had && old != "" {
		m.gauges[k] = gauge{name: old, n: m.gauges[k].n}
		return
	}
	m.gauges[k] = gauge{name: k}
}

func (m *meters) chanMeter(k string) chanMeter {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.chans[k]
	if !ok {
		c = chanMeter{make(chan struct{}, 1), new(int)}
		m.chans[k] = c
	}
	return c
}

func main() {
	m := &meters{
		all:    map[string]meter{"g": &gauge{}, "c": chanMeter{make(chan struct{}, 1), new(int)}, "a": atomicMeter{new(atomic.Int64)}},
		gauges: map[string]gauge{}, chans: map[string]chanMeter{},
	}
	m.fresh("x")
	m.fresh("x")
	var wg sync.WaitGroup
	for _, k := range []string{"g", "c", "a", "g"} {
		wg.Go(func() {
			if x, ok := m.get(k); ok {
				x.add(1)
			}
			m.chanMeter("k").add(1)
		})
	}
	wg.Wait()
	if g := m.gauge("x"); g != nil {
		fmt.Println(g.read())
	}
	for _, x := range m.all {
		fmt.Print(x.read(), " ")
	}
	fmt.Println(m.chanMeter("k").read())
}
