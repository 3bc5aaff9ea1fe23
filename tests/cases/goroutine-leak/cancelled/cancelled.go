// Contexts: those that nothing cancels fire nothing.
// leaks: Background, Todo, Value, Detached, Lost, and the Keeper leave a goroutine each; clean: a cancel, a timeout, a caller's context.
package cancelled

import (
	"context"
	"time"
)

type key struct{}

func wait(ctx context.Context) { <-ctx.Done() }

func Background() {
	go wait(context.Background()) // want goroutine-leak
}

func Todo() {
	ctx := context.TODO()
	go func() { // want goroutine-leak
		<-ctx.Done()
	}()
}

func Value() {
	ctx := context.WithValue(context.Background(), key{}, 1)
	go wait(ctx) // want goroutine-leak
}

// Detached has the values of the caller, and not its end.
func Detached(ctx context.Context) {
	go wait(context.WithoutCancel(ctx)) // want goroutine-leak
}

// Lost throws the cancel function away.
func Lost() {
	ctx, _ := context.WithCancel(context.Background())
	go wait(ctx) // want goroutine-leak
}

func Cancelled(work func()) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go wait(ctx)
	work()
}

func Timeout() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	_ = cancel
	go wait(ctx)
}

func Given(ctx context.Context) {
	go wait(context.WithValue(ctx, key{}, 1))
}

// Keeper keeps a context that never ends.
type Keeper struct {
	ctx  context.Context
	tick time.Duration
}

func NewKeeper() *Keeper { return &Keeper{ctx: context.Background(), tick: time.Millisecond} }

func (k *Keeper) Start(f func()) {
	go func() { // want goroutine-leak
		for {
			select {
			case <-k.ctx.Done():
				return
			case <-time.After(k.tick):
				f()
			}
		}
	}()
}

// Holder keeps one that Stop cancels.
type Holder struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func NewHolder() *Holder {
	h := &Holder{}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	return h
}

func (h *Holder) Start(f func()) {
	go func() {
		for {
			select {
			case <-h.ctx.Done():
				return
			case <-time.After(time.Millisecond):
				f()
			}
		}
	}()
}

func (h *Holder) Stop() { h.cancel() }

// Either ends with the context or with the work.
func Either(work <-chan struct{}) {
	ctx := context.Background()
	go func() {
		select {
		case <-ctx.Done():
		case <-work:
		}
	}()
}
