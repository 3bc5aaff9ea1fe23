// Functions that give a map: nil for what they do not know, or never nil.
// panics: `givers get x`, `givers either`; clean: `givers ok x`.
package main

import (
	"errors"
	"fmt"
	"os"
)

type store struct{ scopes map[string]map[string]int }

func (s *store) scope(name string) map[string]int { return s.scopes[name] }

func (s *store) open(name string) map[string]int {
	if m, ok := s.scopes[name]; ok {
		return m
	}
	m := make(map[string]int)
	s.scopes[name] = m
	return m
}

func (s *store) set(name, k string, v int) {
	s.scope(name)[k] = v // want nil-map-write
}

func (s *store) setOpen(name, k string, v int) {
	s.open(name)[k] = v
}

func (s *store) setTested(name, k string, v int) error {
	m := s.scope(name)
	if m == nil {
		return errors.New("no scope " + name)
	}
	m[k] = v
	return nil
}

func (s *store) setMissing(name, k string) {
	m, ok := s.scopes[name]
	if ok {
		m[k] = 0
		return
	}
	m[k] = 1 // want nil-map-write
}

func main() {
	s := &store{map[string]map[string]int{}}
	switch os.Args[1] {
	case "get":
		s.set(os.Args[2], "k", 1)
	case "either":
		s.setMissing("x", "k")
	default:
		s.setOpen(os.Args[2], "k", 1)
		fmt.Println(s.setTested(os.Args[2], "k", 2))
	}
}
