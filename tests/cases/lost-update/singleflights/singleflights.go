// Package singleflights loads inputs by a group that runs one function at a time for each key: the input's, or one that several of a request have.
// clean: Load, loses updates: LoadFor.
package singleflights

import (
	"fmt"
	"sync"
)

type call struct {
	done chan struct{}
	err  error
}

type group struct {
	mu sync.Mutex
	m  map[string]*call
}

// do runs fn, or waits for the run of it that is under way for the key.
func (g *group) do(key string, fn func() error) error {
	for {
		err := g.once(key, fn)
		if err != errAgain {
			return err
		}
	}
}

var errAgain = fmt.Errorf("again")

func (g *group) once(key string, fn func() error) error {
	g.mu.Lock()
	if g.m == nil {
		g.m = map[string]*call{}
	}
	if c, ok := g.m[key]; ok {
		g.mu.Unlock()
		<-c.done
		return c.err
	}
	c := &call{done: make(chan struct{})}
	g.m[key] = c
	g.mu.Unlock()
	c.err = fn()
	close(c.done)
	g.mu.Lock()
	delete(g.m, key)
	g.mu.Unlock()
	return c.err
}

type input struct {
	ref   string
	mount bool
}

type Solver struct {
	g      group
	mu     sync.Mutex
	inputs map[int]input
}

func New() *Solver { return &Solver{inputs: map[int]input{}} }

func (s *Solver) Load(index int, ref string) error {
	return s.g.do(fmt.Sprintf("input-%d", index), func() error {
		s.mu.Lock()
		in := s.inputs[index]
		s.mu.Unlock()
		if in.mount {
			return nil
		}
		in.ref = ref
		s.mu.Lock()
		s.inputs[index] = in
		s.mu.Unlock()
		return nil
	})
}

// LoadFor has one flight for each user, not for each input.
func (s *Solver) LoadFor(user string, index int, ref string) error {
	return s.g.do(user, func() error {
		s.mu.Lock()
		in := s.inputs[index]
		s.mu.Unlock()
		if in.mount {
			return nil
		}
		in.ref = ref
		s.mu.Lock()
		s.inputs[index] = in // want lost-update
		s.mu.Unlock()
		return nil
	})
}
