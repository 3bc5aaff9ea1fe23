// Package relaunch runs one process at a time: a helper that the starter calls sets the field while it is nil, and it is cleared when the
// goroutine has told that it is over; or before that.
// race: Hasty, clean: Session.
package relaunch

import (
	"errors"
	"os/exec"
	"sync"
)

type process struct {
	*exec.Cmd
	exited chan struct{}
}

type Session struct {
	mu      sync.Mutex
	running *process
}

func (s *Session) Launch(program string) {
	s.mu.Lock()
	cmd, err := s.start(program)
	s.mu.Unlock()
	if err != nil {
		return
	}
	go func() {
		cmd.Wait()
		close(s.running.exited)
	}()
}

func (s *Session) start(program string) (*exec.Cmd, error) {
	if s.running != nil {
		return nil, errors.New("in progress")
	}
	cmd := exec.Command(program)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s.running = &process{Cmd: cmd, exited: make(chan struct{})}
	return cmd, nil
}

func (s *Session) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == nil {
		return
	}
	s.running.Process.Kill()
	<-s.running.exited
	s.running = nil
}

func (s *Session) Running() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running
}

// Hasty does not wait for the end.
type Hasty struct {
	mu      sync.Mutex
	running *process
}

func (h *Hasty) Launch(program string) {
	h.mu.Lock()
	cmd, err := h.start(program)
	h.mu.Unlock()
	if err != nil {
		return
	}
	go func() {
		cmd.Wait()
		close(h.running.exited) // want unsynchronized-swap
	}()
}

func (h *Hasty) start(program string) (*exec.Cmd, error) {
	if h.running != nil {
		return nil, errors.New("in progress")
	}
	cmd := exec.Command(program)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	h.running = &process{Cmd: cmd, exited: make(chan struct{})}
	return cmd, nil
}

func (h *Hasty) Stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.running == nil {
		return
	}
	h.running.Process.Kill()
	h.running = nil
}

func (h *Hasty) Running() *process {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.running
}
