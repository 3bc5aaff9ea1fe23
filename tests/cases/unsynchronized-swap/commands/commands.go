// Package commands sets up commands by a helper that two functions share: each of them has a command of its own, or one calls both with one.
// race: http.Server, clean: exec.Cmd.
package commands

import (
	"bytes"
	"fmt"
	"log"
	"net/http"
	"os/exec"
)

func Run(cmd *exec.Cmd, log *bytes.Buffer) error {
	setLog(cmd, log)
	return cmd.Run()
}

func Start(cmd *exec.Cmd, log *bytes.Buffer) (func(), error) {
	setLog(cmd, log)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		fmt.Fprintln(cmd.Stderr, "stopped")
		close(done)
	}()
	return func() { <-done }, nil
}

func setLog(cmd *exec.Cmd, log *bytes.Buffer) {
	cmd.Stderr = log
}

// Serve starts one command, and runs another one meanwhile.
func Serve(log *bytes.Buffer) error {
	stop, err := Start(exec.Command("sleep", "1"), log)
	if err != nil {
		return err
	}
	defer stop()
	return Run(exec.Command("true"), log)
}

func Prepare(s *http.Server, l *log.Logger) { setErrorLog(s, l) }

func setErrorLog(s *http.Server, l *log.Logger) {
	s.ErrorLog = l // want unsynchronized-swap
}

func Listen(s *http.Server, l *log.Logger) func() {
	setErrorLog(s, l)
	done := make(chan struct{})
	go func() {
		s.ErrorLog.Println(s.ListenAndServe())
		close(done)
	}()
	return func() { <-done }
}

// ServeTwice prepares the server anew while it runs.
func ServeTwice(l, other *log.Logger) {
	s := &http.Server{Addr: "localhost:0"}
	stop := Listen(s, l)
	defer stop()
	Prepare(s, other)
}
