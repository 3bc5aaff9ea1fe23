// Package keptcancel keeps cancel functions in maps and fields; some are never called again.
// endless: Watch, Poll, Plains.Follow; clean: Serve, Repeat, Range, Give; a closure around a cancel is not followed (Feeds.Follow).
package keptcancel

import (
	"context"
	"sync"
	"time"
)

func tick(ctx context.Context, f func()) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			f()
		case <-ctx.Done():
			return
		}
	}
}

type Table struct {
	mu      sync.Mutex
	watches map[string]context.CancelFunc
	served  map[string]context.CancelFunc
	ranged  map[string]context.CancelFunc
	given   map[string]context.CancelFunc
}

func (t *Table) Watch(name string, f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, again := t.watches[name]; again {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.watches[name] = cancel
	go tick(ctx, f) // want goroutine-leak
}

// Forget takes the function out, and does not call it.
func (t *Table) Forget(name string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.watches, name)
	for other := range t.watches {
		println(other)
	}
	return len(t.watches)
}

func (t *Table) Serve(name string, f func()) {
	ctx, cancel := context.WithCancel(context.Background())
	t.mu.Lock()
	defer t.mu.Unlock()
	t.served[name] = cancel
	go tick(ctx, f)
}

func (t *Table) Stop(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if cancel := t.served[name]; cancel != nil {
		cancel()
		delete(t.served, name)
	}
}

func (t *Table) Range(name string, f func()) {
	ctx, cancel := context.WithCancel(context.Background())
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ranged[name] = cancel
	go tick(ctx, f)
}

func (t *Table) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, cancel := range t.ranged {
		cancel()
	}
}

func (t *Table) Give(name string, f func()) {
	ctx, cancel := context.WithCancel(context.Background())
	t.mu.Lock()
	defer t.mu.Unlock()
	t.given[name] = cancel
	go tick(ctx, f)
}

func (t *Table) All() map[string]context.CancelFunc { return t.given }

type Poller struct {
	name   string
	cancel context.CancelFunc
	closed bool
}

func Poll(name string, f func()) *Poller {
	ctx, cancel := context.WithCancel(context.Background())
	go tick(ctx, f) // want goroutine-leak
	return &Poller{name: name, cancel: cancel}
}

func (p *Poller) Close() { p.closed = true }

type Repeater struct{ stop context.CancelFunc }

func Repeat(f func()) *Repeater {
	ctx, cancel := context.WithCancel(context.Background())
	r := &Repeater{}
	r.stop = cancel
	go tick(ctx, f)
	return r
}

func (r *Repeater) Close() { defer r.stop() }

type feed struct {
	quit   context.CancelFunc
	active bool
}

type Feeds struct {
	mu  sync.Mutex
	all map[string]feed
}

func (f *Feeds) Follow(name string, each func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all[name] = feed{quit: func() { cancel(nil) }, active: true}
	go tick(ctx, each)
}

func (f *Feeds) Drop(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	is := f.all[name].active
	delete(f.all, name)
	return is
}

type plain struct {
	end    context.CancelFunc
	active bool
}

type Plains struct {
	mu  sync.Mutex
	all map[string]plain
}

func (p *Plains) Follow(name string, each func()) {
	ctx, cancel := context.WithCancel(context.Background())
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all[name] = plain{end: cancel, active: true}
	go tick(ctx, each) // want goroutine-leak
}

func (p *Plains) Drop(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	is := p.all[name].active
	delete(p.all, name)
	return is
}
