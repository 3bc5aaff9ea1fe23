// Get-or-create in six forms; two of them store the new object and go on with the old nil.
// panics: `createdonce count x`, `createdonce label x`; clean: `createdonce ok x`, all other forms twice.
package main

import (
	"fmt"
	"os"
)

type series struct {
	name   string
	points int
}

type store struct{ all map[string]*series }

func (s *store) count(name string) {
	c := s.all[name]
	if c == nil {
		s.all[name] = &series{name: name}
	}
	c.points++ // want nil-map-value
}

func (s *store) label(name, label string) {
	c, ok := s.all[name]
	if !ok {
		c := &series{name: name}
		s.all[name] = c
	}
	c.name = label // want nil-map-value
}

func (s *store) assigned(name string) {
	c, ok := s.all[name]
	if !ok {
		c = &series{name: name}
		s.all[name] = c
	}
	c.points++
}

func (s *store) twice(name string) {
	if s.all[name] == nil {
		s.all[name] = &series{name: name}
	}
	s.all[name].points++
}

func (s *store) commaOk(name string) {
	if _, ok := s.all[name]; !ok {
		s.all[name] = new(series)
	}
	s.all[name].points++
}

func (s *store) get(name string) *series {
	if c, ok := s.all[name]; ok {
		return c
	}
	c := &series{name: name}
	s.all[name] = c
	return c
}

func (s *store) replaced(name string) int {
	s.all[name] = &series{name: name, points: 1}
	return s.all[name].points
}

func main() {
	s := &store{all: map[string]*series{}}
	switch name := os.Args[2]; os.Args[1] {
	case "count":
		s.count(name)
	case "label":
		s.label(name, "l")
	default:
		for range 2 {
			s.assigned(name)
			s.twice(name + "2")
			s.commaOk(name + "3")
			s.get(name+"4").points++
			fmt.Println(s.replaced(name + "5"))
		}
	}
}
