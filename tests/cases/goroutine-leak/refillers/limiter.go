// Token buckets with a refill goroutine each: with no way out, with a flag that no one sets, and with Stop or a context.
// leaks: 100 buckets leave 200 goroutines; clean: Stoppable, Bound.
package refillers

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

type Bucket struct {
	tokens chan struct{}
	closed atomic.Bool
}

func fill(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func NewBucket(n int, every time.Duration) *Bucket {
	b := &Bucket{tokens: make(chan struct{}, n)}
	go func() { // want goroutine-leak
		for range time.Tick(every) {
			fill(b.tokens)
		}
	}()
	return b
}

func NewFlagged(n int, every time.Duration) *Bucket {
	b := &Bucket{tokens: make(chan struct{}, n)}
	go b.refill(every) // want goroutine-leak
	return b
}

// refill asks a flag that nothing sets.
func (b *Bucket) refill(every time.Duration) {
	for !b.closed.Load() {
		time.Sleep(every)
		fill(b.tokens)
	}
}

func (b *Bucket) Take() bool {
	select {
	case <-b.tokens:
		return true
	default:
		return false
	}
}

type Stoppable struct {
	Bucket
	over atomic.Bool
}

func NewStoppable(n int, every time.Duration) *Stoppable {
	s := &Stoppable{Bucket: Bucket{tokens: make(chan struct{}, n)}}
	go func() {
		for !s.over.Load() {
			time.Sleep(every)
			fill(s.tokens)
		}
	}()
	return s
}

func (s *Stoppable) Stop() { s.over.Store(true) }

func NewBound(ctx context.Context, n int, every time.Duration) *Bucket {
	b := &Bucket{tokens: make(chan struct{}, n)}
	go func() {
		for ctx.Err() == nil {
			time.Sleep(every)
			fill(b.tokens)
		}
	}()
	return b
}

func PerUser(w http.ResponseWriter, r *http.Request) {
	a := NewBucket(1, time.Second)
	b := NewFlagged(1, time.Second)
	c := NewStoppable(1, time.Second)
	defer c.Stop()
	d := NewBound(r.Context(), 1, time.Second)
	if a.Take() && b.Take() && c.Take() && d.Take() {
		w.WriteHeader(http.StatusOK)
	}
}
