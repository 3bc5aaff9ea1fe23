// Keys from outside that come by way of flags, fields, helpers and captured variables, tested and not.
// panics: `outsidekeys -which z flag`, also mode, last, path (the nil pointers that lookups give); clean: no arguments.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strings"
)

type item struct{ name string }

var which = flag.String("which", "a", "the item")
var mode string

func init() { flag.StringVar(&mode, "mode", "a", "the mode") }

var table = map[string]*item{"a": {"A"}, "b": {"B"}}

func viaFlag() string { return table[*which].name } // want nil-map-value

func viaFlagVariable() string { return table[mode].name } // want nil-map-value

func viaFlagTested() string {
	if it := table[*which]; it != nil {
		return it.name
	}
	return "none"
}

type session struct {
	items map[string]*item
	last  string
	fixed string
	args  []string
}

func newSession() *session {
	return &session{items: map[string]*item{"a": {"A"}}, fixed: "a", args: os.Args[1:]}
}

func (s *session) read(in *bufio.Scanner) {
	if in.Scan() {
		s.last = strings.TrimSpace(in.Text())
	}
}

func (s *session) show() string { return s.items[s.last].name } // want nil-map-value

func (s *session) first() string {
	for _, a := range s.args {
		return s.items[a].name // want nil-map-value
	}
	return ""
}

// The program itself chose this one.
func (s *session) preset() string { return s.items[s.fixed].name } // want-possible nil-map-value

func word(n int) string {
	if len(os.Args) > n {
		return strings.ToLower(os.Args[n])
	}
	return "a"
}

func (s *session) named() string {
	key := word(1)
	return s.items[key].name // want nil-map-value
}

func (s *session) later() func() string {
	key := word(1)
	return func() string { return s.items[key].name } // want nil-map-value
}

// The test stands outside of the literal.
func (s *session) laterTested() func() string {
	key := word(1)
	if _, ok := s.items[key]; !ok {
		return func() string { return "none" }
	}
	return func() string { return s.items[key].name } // want-possible nil-map-value
}

func main() {
	flag.Parse()
	s := newSession()
	fmt.Println(viaFlagTested(), s.preset(), s.laterTested()())
	switch flag.Arg(0) {
	case "flag":
		fmt.Println(viaFlag())
	case "mode":
		fmt.Println(viaFlagVariable())
	case "last":
		s.read(bufio.NewScanner(os.Stdin))
		fmt.Println(s.show())
	case "path":
		fmt.Println(s.first(), s.named(), s.later()())
	}
}
