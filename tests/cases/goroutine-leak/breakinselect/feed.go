// Loops whose break leaves the select and not the loop; a collector that waits for a Done that an early return forgets.
// leaks: Pump spins for ever once its input is closed, Gather's closer waits for good; clean: the labelled twins.
package breakinselect

import (
	"errors"
	"sync"
	"time"
)

type Sink interface{ Put(string) error }

func Pump(in <-chan string, s Sink) {
	go func() { // want goroutine-leak
		for {
			select {
			case v, ok := <-in:
				if !ok {
					break
				}
				s.Put(v)
			case <-time.After(time.Second):
				s.Put("tick")
			}
		}
	}()
}

func PumpLabelled(in <-chan string, s Sink) {
	go func() {
	loop:
		for {
			select {
			case v, ok := <-in:
				if !ok {
					break loop
				}
				if err := s.Put(v); err != nil {
					return
				}
			case <-time.After(time.Second):
				s.Put("tick")
			}
		}
	}()
}

type batch struct {
	mu   sync.Mutex
	out  []string
	errs int
}

func (b *batch) add(s string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.out = append(b.out, s)
}

// Each ends when all of its workers do.
func Each(words []string, f func(string) error) error {
	var wg sync.WaitGroup
	b := &batch{}
	errc := make(chan error, len(words))
	for _, w := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := f(w); err != nil {
				errc <- err
				return
			}
			b.add(w)
		}()
	}
	wg.Wait()
	close(errc)
	var all error
	for err := range errc {
		all = errors.Join(all, err)
	}
	return all
}

// Idle has no exit and no work.
func Idle() {
	go func() { // want goroutine-leak
		select {}
	}()
}

func Heartbeat(s Sink, every time.Duration) (stop func()) {
	quit := make(chan struct{})
	go func() {
		t := time.NewTimer(every)
		defer t.Stop()
		for {
			select {
			case <-quit:
				return
			case <-t.C:
				s.Put("beat")
				t.Reset(every)
			}
		}
	}()
	return sync.OnceFunc(func() { close(quit) })
}
