// Tickers, timers and sleeps: Stop closes no channel.
// leaks: Range, Tick, After and Sleep leave a goroutine a call; clean: with a context, a count, one that fires once.
package tickers

import (
	"context"
	"time"
)

const period = time.Millisecond

// Range is stopped, and waits on.
func Range(f func()) (stop func()) {
	tick := time.NewTicker(period)
	go func() { // want goroutine-leak
		for range tick.C {
			f()
		}
	}()
	return tick.Stop
}

func Tick(f func()) {
	go func() { // want goroutine-leak
		for now := range time.Tick(period) {
			_ = now
			f()
		}
	}()
}

func After(f func()) {
	go func() { // want goroutine-leak
		for {
			<-time.After(period)
			f()
		}
	}()
}

func Sleep(f func()) {
	go func() { // want goroutine-leak
		for {
			time.Sleep(period)
			f()
		}
	}()
}

type Refresher struct {
	tick *time.Ticker
	load func()
}

func NewRefresher(load func()) *Refresher {
	r := &Refresher{tick: time.NewTicker(period), load: load}
	go r.run() // want goroutine-leak
	return r
}

func (r *Refresher) run() {
	for {
		select {
		case <-r.tick.C:
			r.load()
		}
	}
}

func (r *Refresher) Close() { r.tick.Stop() }

// Stoppable has a channel beside the ticker.
type Stoppable struct {
	tick *time.Ticker
	done chan struct{}
	load func()
}

func NewStoppable(load func()) *Stoppable {
	r := &Stoppable{tick: time.NewTicker(period), done: make(chan struct{}), load: load}
	go r.run()
	return r
}

func (r *Stoppable) run() {
	for {
		select {
		case <-r.tick.C:
			r.load()
		case <-r.done:
			return
		}
	}
}

func (r *Stoppable) Close() {
	r.tick.Stop()
	close(r.done)
}

func Context(ctx context.Context, f func()) {
	go func() {
		for ctx.Err() == nil {
			time.Sleep(period)
			f()
		}
	}()
}

func Thrice(f func()) {
	tick := time.NewTicker(period)
	go func() {
		defer tick.Stop()
		n := 0
		for range tick.C {
			f()
			if n++; n == 3 {
				return
			}
		}
	}()
}

func Later(f func()) {
	go func() {
		<-time.After(period)
		f()
	}()
	time.AfterFunc(period, f)
}

func Deadline(f func() bool) {
	end := time.Now().Add(5 * period)
	go func() {
		for time.Now().Before(end) && !f() {
			time.Sleep(period)
		}
	}()
}
