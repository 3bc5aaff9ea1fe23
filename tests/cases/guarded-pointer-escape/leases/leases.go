// Leases, with timers and contexts: a callback of time.AfterFunc and a goroutine that waits for a context write outside the lock.
// race: the callbacks against Active, DATA RACE at the writes; clean: Renew, whose timer takes the lock, and Expire, which removes first.
package leases

import (
	"context"
	"sync"
	"time"
)

type lease struct {
	owner   string
	expired bool
	renewed int
	left    bool
}

type Leases struct {
	mu     sync.Mutex
	leases map[string]*lease
}

func New() *Leases { return &Leases{leases: make(map[string]*lease)} }

func (l *Leases) Grant(owner string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leases[owner] = &lease{owner: owner}
}

// Watch lets a timer mark the lease.
func (l *Leases) Watch(owner string, d time.Duration) {
	l.mu.Lock()
	e := l.leases[owner]
	l.mu.Unlock()
	if e == nil {
		return
	}
	time.AfterFunc(d, func() {
		e.expired = true // want guarded-pointer-escape
	})
}

// Follow marks it when the context ends.
func (l *Leases) Follow(ctx context.Context, owner string) {
	l.mu.Lock()
	e, ok := l.leases[owner]
	l.mu.Unlock()
	if !ok {
		return
	}
	go func() {
		<-ctx.Done()
		e.left = true // want guarded-pointer-escape
	}()
}

func (l *Leases) Renew(owner string, d time.Duration) {
	l.mu.Lock()
	e := l.leases[owner]
	l.mu.Unlock()
	if e == nil {
		return
	}
	time.AfterFunc(d, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		e.renewed++
	})
}

// Expire removes the lease, and has it alone.
func (l *Leases) Expire(owner string) string {
	l.mu.Lock()
	e, ok := l.leases[owner]
	if ok {
		delete(l.leases, owner)
	}
	l.mu.Unlock()
	if !ok {
		return ""
	}
	return e.owner
}

func (l *Leases) Active() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.leases {
		if !e.expired && !e.left && e.renewed > 0 {
			n++
		}
	}
	return n
}
