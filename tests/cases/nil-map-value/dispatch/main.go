// Tables of functions by name: calling what is not in them calls nil.
// panics: `dispatch run nosuch`, `dispatch hook nosuch`, `dispatch argless nosuch`; clean: `dispatch tested nosuch`, `dispatch fallback nosuch`.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

type command func(args []string) error

type hooks struct {
	before map[string]func(string)
}

var commands = map[string]command{
	"list": func([]string) error { fmt.Println("a b c"); return nil },
	"fail": func([]string) error { return errors.New("failed") },
}

func run(args []string) error {
	return commands[args[0]](args[1:]) // want nil-map-value
}

func (h *hooks) hook(name string) {
	f := h.before[strings.ToLower(name)]
	f(name) // want nil-map-value
}

func argless() error {
	name := os.Args[len(os.Args)-1]
	cmd, ok := commands[name]
	if !ok {
		fmt.Fprintln(os.Stderr, "unknown command", name)
	}
	return cmd(nil) // want nil-map-value
}

func tested(args []string) error {
	cmd, ok := commands[args[0]]
	if !ok {
		return fmt.Errorf("unknown command %q", args[0])
	}
	return cmd(args[1:])
}

func (h *hooks) optional(name string) {
	if f := h.before[name]; f != nil {
		f(name)
	}
}

func fallback(name string) error {
	cmd := commands[name]
	if cmd == nil {
		cmd = commands["list"]
	}
	return cmd(nil)
}

func builtin() error { return commands["list"](nil) }

func main() {
	h := &hooks{before: map[string]func(string){"list": func(string) {}}}
	var err error
	switch args := os.Args[2:]; os.Args[1] {
	case "run":
		err = run(args)
	case "hook":
		h.hook(args[0])
	case "argless":
		err = argless()
	case "tested":
		err = tested(args)
		h.optional(args[0])
	case "fallback":
		err = errors.Join(fallback(args[0]), builtin())
	}
	fmt.Println(err)
}
