// Package latches starts a worker once what it needs is there, and takes it away only when the worker is over.
// race: Hasty, clean: Stats.
package latches

import (
	"fmt"
	"sync"
)

type person struct{ name string }

type Stats struct {
	mu      sync.Mutex
	who     *person
	stopped chan struct{}
	quit    chan struct{}
}

func (s *Stats) Resolve(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.who == nil {
		s.who = &person{name: name}
		s.start()
	}
}

func (s *Stats) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped != nil {
		close(s.quit)
		<-s.stopped
		s.stopped = nil
	}
	s.who = nil
}

func (s *Stats) start() {
	if s.who == nil {
		return
	}
	s.stopped = make(chan struct{})
	s.quit = make(chan struct{})
	go s.work(s.quit)
}

func (s *Stats) work(quit chan struct{}) {
	<-quit
	fmt.Println(s.who)
	close(s.stopped)
}

// Hasty does not wait for its worker.
type Hasty struct {
	mu   sync.Mutex
	who  *person
	quit chan struct{}
}

func (h *Hasty) Resolve(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.who == nil {
		h.who = &person{name: name}
		h.start()
	}
}

func (h *Hasty) Reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.quit != nil {
		close(h.quit)
		h.quit = nil
	}
	h.who = nil
}

func (h *Hasty) start() {
	if h.who == nil {
		return
	}
	h.quit = make(chan struct{})
	go h.work(h.quit)
}

func (h *Hasty) work(quit chan struct{}) {
	<-quit
	fmt.Println(h.who) // want unsynchronized-swap
}
