// A channel that is made and put into a field is the one that the goroutine finds there: what it does before it sends is over.
// race: Restart; clean: Run.
package keptchannels

import (
	"fmt"
	"os/exec"
)

type Process struct {
	command *exec.Cmd
	exit    chan error
}

func (p *Process) Run() error {
	p.command = exec.Command("true")
	p.exit = make(chan error)
	if err := p.command.Start(); err != nil {
		return err
	}
	go func() {
		p.exit <- p.command.Wait()
	}()
	err := <-p.exit
	p.command = nil
	return fmt.Errorf("it has come to its end: %w", err)
}

type Service struct {
	command *exec.Cmd
	exit    chan error
}

func (s *Service) Restart() error {
	s.exit = make(chan error)
	go func() {
		s.exit <- nil
		fmt.Println(s.command)
	}()
	err := <-s.exit
	s.command = exec.Command("true") // want unsynchronized-swap
	return err
}
