// Names that are declared where no scope has them, lists that are asked name by name; and a name that is declared under another one.
// panics: a line `x` that nobody has declared, with the argument `bad`; clean: without it.
package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
)

type variable struct {
	name string
	val  int
}

type scope struct {
	up   *scope
	vars map[string]*variable
}

func (s *scope) find(name string) *variable {
	for c := s; c != nil; c = c.up {
		if v := c.vars[name]; v != nil {
			return v
		}
	}
	return nil
}

func (s *scope) declare(name string) *variable {
	v := &variable{name: name}
	s.vars[name] = v
	return v
}

func assign(global *scope, in *bufio.Scanner) {
	for in.Scan() {
		name := in.Text()
		v := global.find(name)
		if v == nil {
			v = global.declare(name)
		}
		v.val++
		fmt.Println(global.vars[name].val) // want-possible nil-map-value
	}
}

func first(global *scope, in *bufio.Scanner) {
	for in.Scan() {
		names := strings.Fields(in.Text())
		i := slices.IndexFunc(names, func(n string) bool { return global.vars[n] != nil })
		if i >= 0 {
			fmt.Println(global.vars[names[i]].val) // want-possible nil-map-value
		}
	}
}

func (s *scope) count(args []string) int {
	v := s.vars[args[0]]
	if v == nil {
		v = &variable{name: args[0]}
		s.vars[args[0]] = v
	}
	v.name = strings.TrimSpace(v.name)
	return s.vars[args[0]].val // want-possible nil-map-value
}

func lower(global *scope, in *bufio.Scanner) {
	for in.Scan() {
		name := in.Text()
		if global.find(strings.ToLower(name)) == nil {
			global.declare(strings.ToLower(name))
		}
		fmt.Println(global.vars[name].val) // want nil-map-value
	}
}

func main() {
	global := &scope{vars: map[string]*variable{}}
	in := bufio.NewScanner(os.Stdin)
	assign(global, in)
	first(global, in)
	if len(os.Args) > 1 {
		fmt.Println(global.count(os.Args[1:]))
	}
	if len(os.Args) > 1 {
		lower(global, in)
	}
}
