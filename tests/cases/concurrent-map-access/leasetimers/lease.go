// Package lease: a timer deletes without the lock that everyone else holds; Release calls the same helper with it.
// race: expire against Acquire.
package lease

import (
	"sync"
	"time"
)

type Leases struct {
	mu    sync.Mutex
	owner map[string]string
	timer map[string]*time.Timer
}

func New() *Leases { return &Leases{owner: map[string]string{}, timer: map[string]*time.Timer{}} }

func (l *Leases) Acquire(res, who string, ttl time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, held := l.owner[res]; held {
		return false
	}
	l.owner[res] = who
	l.timer[res] = time.AfterFunc(ttl, func() { l.expire(res) })
	return true
}

func (l *Leases) expire(res string) {
	delete(l.owner, res) // want concurrent-map-access
	delete(l.timer, res) // want concurrent-map-access
}

func (l *Leases) Release(res string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.timer[res]; ok && t.Stop() {
		l.expire(res)
	}
}
