// Another package starts the goroutine that runs the method of an object: with its lock, or without.
// race: Leases; clean: Guarded.
package elsewhere

import (
	"sync"
	"time"

	"example.com/elsewhere/every"
)

type Leases struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func NewLeases(c *every.Clock) *Leases {
	l := &Leases{until: map[string]time.Time{}}
	c.Do(time.Minute, l.expire)
	return l
}

func (l *Leases) expire() {
	for k, t := range l.until { // want concurrent-map-access
		if time.Now().After(t) {
			delete(l.until, k) // want concurrent-map-access
		}
	}
}

func (l *Leases) Renew(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until[k] = time.Now().Add(time.Hour)
}

type Guarded struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func NewGuarded(c *every.Clock) *Guarded {
	g := &Guarded{until: map[string]time.Time{}}
	c.Do(time.Minute, g.expire)
	return g
}

func (g *Guarded) expire() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for k, t := range g.until {
		if time.Now().After(t) {
			delete(g.until, k)
		}
	}
}

func (g *Guarded) Renew(k string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.until[k] = time.Now().Add(time.Hour)
}
