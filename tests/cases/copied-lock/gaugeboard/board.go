// Gauges by value in maps of maps: copied by range, by assignment, by return, by maps.Clone's twin; read in place elsewhere.
// seen: go vet copylocks at each; clean: Value, Names, Fresh, Pointers.
package gaugeboard

import (
	"sort"
	"sync"
	"sync/atomic"
)

type gauge struct {
	sync.RWMutex
	name string
	v    float64
	hits atomic.Uint32
}

type group map[string]gauge

type Board struct {
	groups map[string]group
	ptrs   map[string]*gauge
}

func New() *Board {
	return &Board{groups: map[string]group{}, ptrs: map[string]*gauge{}}
}

func (b *Board) Fresh(g, name string) {
	inner, ok := b.groups[g]
	if !ok {
		inner = group{}
		b.groups[g] = inner
	}
	inner[name] = gauge{name: name}
	b.ptrs[name] = &gauge{name: name}
}

func (b *Board) Sum(g string) (sum float64) {
	for _, x := range b.groups[g] { // want copied-lock
		sum += x.v
	}
	return sum
}

func (b *Board) Move(g, from, to string) {
	b.groups[g][to] = b.groups[g][from] // want copied-lock nil-map-write
	delete(b.groups[g], from)
}

func (b *Board) Value(g, name string) float64 { return b.groups[g][name].v }

func (b *Board) Has(g, name string) bool {
	_, ok := b.groups[g][name]
	return ok
}

func (b *Board) Names(g string) (names []string) {
	for name := range b.groups[g] {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func (b *Board) Pointers() (sum float64) {
	for _, p := range b.ptrs {
		p.RLock()
		sum += p.v
		p.RUnlock()
		p.hits.Add(1)
	}
	return sum
}

func (b *Board) Drop(name string) {
	delete(b.ptrs, name)
	for _, g := range b.groups {
		delete(g, name)
	}
}
