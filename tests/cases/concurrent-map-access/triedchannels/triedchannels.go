// A channel with room for one is a lock that can be given up: who has sent to it has the map; who goes on without it has not.
// race: Forget; clean: Charge, Note, Report.
package triedchannels

import (
	"context"
	"time"
)

type lock chan struct{}

func newLock() lock { return make(lock, 1) }

func (l lock) acquire(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l lock) release() { <-l }

type tenants struct {
	busy  lock
	spent map[string]int
}

func newTenants() *tenants { return &tenants{busy: newLock(), spent: map[string]int{}} }

func (t *tenants) Charge(ctx context.Context, who string, n int) error {
	if err := t.busy.acquire(ctx); err != nil {
		return err
	}
	defer t.busy.release()
	t.spent[who] += n
	return nil
}

func (t *tenants) Report() map[string]int {
	t.busy <- struct{}{}
	defer func() { <-t.busy }()
	out := make(map[string]int)
	for who, n := range t.spent {
		out[who] = n
	}
	return out
}

// The clause of a select takes it.
type notes struct {
	busy chan struct{}
	last map[string]time.Time
}

func newNotes() *notes { return &notes{busy: make(chan struct{}, 1), last: map[string]time.Time{}} }

func (t *notes) Note(ctx context.Context, who string) bool {
	select {
	case t.busy <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	t.last[who] = time.Now()
	<-t.busy
	return true
}

// The time is over, and it goes on.
type patience struct {
	busy chan struct{}
	seen map[string]int
}

func newPatience() *patience { return &patience{busy: make(chan struct{}, 1), seen: map[string]int{}} }

func (t *patience) Note(who string) {
	t.busy <- struct{}{}
	t.seen[who]++
	<-t.busy
}

func (t *patience) Forget(who string) {
	select {
	case t.busy <- struct{}{}:
		defer func() { <-t.busy }()
	case <-time.After(time.Second):
	}
	delete(t.seen, who) // want concurrent-map-access
}

func Run(ctx context.Context, names []string) {
	t, n, p := newTenants(), newNotes(), newPatience()
	for _, name := range names {
		go t.Charge(ctx, name, 1)
		go t.Report()
		go n.Note(ctx, name)
		go p.Note(name)
		go p.Forget(name)
	}
}
