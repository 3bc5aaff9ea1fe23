// A peer table whose Touch writes under the read lock, a getter that gives the map itself away, and a walk of it in another type.
// race: DATA RACE at both; clean: Snapshot, Walk under the lock, the sync.Map.
package rlockedpeers

import (
	"maps"
	"sync"
	"time"
)

type Peers struct {
	mu    sync.RWMutex
	seen  map[string]time.Time
	ranks map[string]int
	extra sync.Map
}

func New() *Peers { return &Peers{seen: map[string]time.Time{}, ranks: map[string]int{}} }

func (p *Peers) Touch(addr string) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	p.seen[addr] = time.Now() // want concurrent-map-access
	p.extra.Store(addr, true)
}

func (p *Peers) Forget(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.seen, addr)
	delete(p.ranks, addr)
	p.extra.Delete(addr)
}

func (p *Peers) Rank(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ranks[addr]++
}

func (p *Peers) Ranks() map[string]int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.ranks
}

func (p *Peers) Snapshot() map[string]int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return maps.Clone(p.ranks)
}

func (p *Peers) Walk(f func(string, int) bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for a, n := range p.ranks {
		if !f(a, n) {
			return
		}
	}
}
