// Handlers by kind: the table is filled for every kind from one list, and a parsed kind is always from that list.
// clean: run with every kind and with an unknown word.
package main

import (
	"bufio"
	"fmt"
	"strings"

	"example.com/enumtable/kind"
)

type handler interface{ handle(arg string) string }

type echo struct{}

func (*echo) handle(arg string) string { return arg }

type upper struct{ calls int }

func (u *upper) handle(arg string) string { u.calls++; return strings.ToUpper(arg) }

type rot struct{ by int }

func (r *rot) handle(arg string) string {
	return strings.Map(func(c rune) rune { return c + rune(r.by) }, arg)
}

func build(k kind.Kind) handler {
	switch k {
	case kind.Echo:
		return &echo{}
	case kind.Upper:
		return &upper{}
	default:
		return &rot{by: 1}
	}
}

type server struct {
	handlers map[kind.Kind]handler
	counts   map[kind.Kind]*int
}

func newServer() *server {
	s := &server{handlers: make(map[kind.Kind]handler), counts: make(map[kind.Kind]*int)}
	for _, k := range kind.All {
		s.handlers[k] = build(k)
		s.counts[k] = new(int)
	}
	return s
}

func (s *server) run(line string) string {
	word, arg, _ := strings.Cut(line, " ")
	k, err := kind.Parse(word)
	if err != nil {
		return err.Error()
	}
	*s.counts[k]++ // want-possible nil-map-value
	return s.handlers[k].handle(arg) // want-possible nil-map-value
}

func (s *server) report() {
	for _, k := range kind.All {
		fmt.Println(k, *s.counts[k]) // want-possible nil-map-value
	}
}

func main() {
	s := newServer()
	in := bufio.NewScanner(strings.NewReader("echo a\nupper b\nrot c\nnone d\nupper e\n"))
	for in.Scan() {
		fmt.Println(s.run(in.Text()))
	}
	s.report()
	fmt.Println(s.handlers[kind.Echo].handle("x")) // want-possible nil-map-value
}
