// A shell whose commands are looked up by the words typed: a nil func called, a nil interface's method called.
// panics: an unknown word; clean: the comma-ok twin, the constant keys of a literal.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

type command interface {
	Run(args []string) error
	Name() string
}

type echo struct{ prefix string }

func (e *echo) Run(args []string) error {
	fmt.Println(e.prefix + strings.Join(args, " "))
	return nil
}
func (e *echo) Name() string { return "echo" }

type quit struct{}

func (quit) Run([]string) error { os.Exit(0); return nil }
func (quit) Name() string       { return "quit" }

var builtins = map[string]func(args []string) command{
	"echo": func(args []string) command { return &echo{prefix: "> "} },
	"quit": func([]string) command { return quit{} },
}

type shell struct {
	loaded map[string]command
}

func (s *shell) load(name string, args []string) {
	s.loaded[name] = builtins[name](args) // want nil-map-value
}

func (s *shell) loadChecked(name string, args []string) bool {
	make, ok := builtins[name]
	if !ok {
		return false
	}
	s.loaded[name] = make(args)
	return true
}

func (s *shell) run(line string) error {
	words := strings.Fields(line)
	if len(words) == 0 {
		return nil
	}
	switch words[0] {
	case "load":
		s.load(words[len(words)-1], nil)
		return nil
	case "try":
		if !s.loadChecked(words[len(words)-1], nil) {
			fmt.Println("unknown")
		}
		return nil
	}
	return s.loaded[words[0]].Run(words[1:]) // want nil-map-value
}

func banner() string { return builtins["echo"](nil).Name() }

func main() {
	fmt.Println(banner())
	s := &shell{loaded: map[string]command{}}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if err := s.run(in.Text()); err != nil {
			fmt.Println(err)
		}
	}
}
