// Package registry has functions that this program does not call: its tests and other modules may. The lock of all other accesses shows that there
// are goroutines.
package registry

import (
	"maps"
	"slices"
	"sync"
)

var (
	mu    sync.RWMutex
	names = map[string]int{}
)

func Register(name string) {
	mu.Lock()
	defer mu.Unlock()
	names[name]++
}

func Count(name string) int {
	mu.RLock()
	defer mu.RUnlock()
	return names[name]
}

func Unregister(name string) {
	delete(names, name) // want concurrent-map-access
}

func Names() []string {
	mu.RLock()
	defer mu.RUnlock()
	return slices.Sorted(maps.Keys(names))
}

func Rename(from, to string) {
	mu.RLock()
	defer mu.RUnlock()
	names[to] = names[from] // want concurrent-map-access
}

type Pool struct {
	state struct {
		sync.Mutex
		used map[string]bool
		free []string
	}
}

func NewPool() *Pool {
	p := &Pool{}
	p.state.used = map[string]bool{}
	return p
}

func (p *Pool) Take(name string) bool {
	p.state.Lock()
	defer p.state.Unlock()
	if p.state.used[name] {
		return false
	}
	p.state.used[name] = true
	return true
}

func (p *Pool) Give(name string) {
	p.state.Lock()
	defer p.state.Unlock()
	delete(p.state.used, name)
	p.state.free = append(p.state.free, name)
}

func (p *Pool) Used(name string) bool {
	return p.state.used[name] // want concurrent-map-access
}

// Results are merged under a lock that another object has, for reading: it guards that object's list, and the results are the caller's.
type Results map[string]int

type Group struct {
	mu      sync.RWMutex
	members []func() Results
}

func (g *Group) Add(m func() Results) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.members = append(g.members, m)
}

func (g *Group) All() Results {
	g.mu.RLock()
	defer g.mu.RUnlock()
	all := Results{}
	for _, m := range g.members {
		all.merge(m())
	}
	return all
}

func (r Results) merge(other Results) {
	for k, v := range other {
		r[k] += v
	}
}
