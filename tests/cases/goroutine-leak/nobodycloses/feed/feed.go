// Package feed has a Close for each of its feeds; the program calls one of them.
package feed

import "time"

type Polled struct{ stop chan struct{} }

func NewPolled(f func()) *Polled {
	p := &Polled{stop: make(chan struct{})}
	go func() { // want goroutine-leak
		for {
			select {
			case <-p.stop:
				return
			case <-time.After(time.Millisecond):
				f()
			}
		}
	}()
	return p
}

// Close is called by nobody.
func (p *Polled) Close() { close(p.stop) }

type Closed struct{ stop chan struct{} }

func NewClosed(f func()) *Closed {
	c := &Closed{stop: make(chan struct{})}
	go func() {
		for {
			select {
			case <-c.stop:
				return
			case <-time.After(time.Millisecond):
				f()
			}
		}
	}()
	return c
}

func (c *Closed) End() { close(c.stop) }

// Shared is the program's own: main makes it, and nobody ends it.
type Shared struct{ stop chan struct{} }

func NewShared(f func()) *Shared {
	s := &Shared{stop: make(chan struct{})}
	go func() {
		for {
			select {
			case <-s.stop:
				return
			case <-time.After(time.Second):
				f()
			}
		}
	}()
	return s
}

func (s *Shared) Stop() { close(s.stop) }
