// A function whose callers have entered the key before by another: connected before disconnected, lock before unlock; and functions whose callers have
// not, all of them.
// panics: `pairedcalls gone b`, `pairedcalls unlock b`; clean: `pairedcalls serve a`.
package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

type frontend struct {
	connections int
	stop        func()
}

type scheduler struct {
	mu        sync.Mutex
	connected map[string]*frontend
	workers   map[string]*frontend
}

func (s *scheduler) connect(address string) (string, error) {
	if address == "" {
		return "", errors.New("no address")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.connected[address]
	if f == nil {
		f = &frontend{stop: func() {}}
		s.connected[address] = f
	}
	f.connections++
	return address, nil
}

// Of what connect has entered.
func (s *scheduler) disconnect(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.connected[address]
	f.connections-- // want-possible nil-map-value
	if f.connections == 0 {
		delete(s.connected, address)
		f.stop()
	}
}

func (s *scheduler) serve(address string) error {
	a, err := s.connect(address)
	if err != nil {
		return err
	}
	defer s.disconnect(a)
	fmt.Println("serving", a)
	return nil
}

func (s *scheduler) add(address string) {
	if w := s.workers[address]; w == nil {
		s.workers[address] = &frontend{}
	}
	if w := s.workers[address]; w != nil {
		w.connections++
	}
}

// Of any.
func (s *scheduler) gone(address string) {
	s.workers[address].connections-- // want nil-map-value
}

type keyLocks struct{ locks sync.Map }

func (k *keyLocks) lock(id string) {
	l, _ := k.locks.LoadOrStore(id, &sync.Mutex{})
	l.(*sync.Mutex).Lock()
}

func (k *keyLocks) unlock(id string) {
	l, _ := k.locks.Load(id)
	l.(*sync.Mutex).Unlock() // want-possible nil-map-value
}

type counters struct{ counts sync.Map }

func (c *counters) enter(id string) {
	n, _ := c.counts.LoadOrStore(id, new(int))
	*n.(*int)++
}

func (c *counters) leave(id string) {
	n, _ := c.counts.Load(id)
	*n.(*int)-- // want nil-map-value
}

type store struct {
	keys  *keyLocks
	usage *counters
}

func (s *store) write(id string) {
	s.keys.lock(id)
	defer s.keys.unlock(id)
	s.usage.enter("write")
	defer s.usage.leave(id)
	fmt.Println("writing", id)
}

func main() {
	if len(os.Args) < 3 {
		return
	}
	s := &scheduler{connected: map[string]*frontend{}, workers: map[string]*frontend{}}
	switch os.Args[1] {
	case "serve":
		fmt.Println(s.serve(os.Args[2]))
	case "gone":
		s.add("a")
		s.gone(os.Args[2])
	case "unlock":
		st := &store{&keyLocks{}, &counters{}}
		st.write(os.Args[2])
	}
}
