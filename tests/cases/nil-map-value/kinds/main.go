// errors.Is and errors.As: what they say yes to is an error, so there is no entry; what they say no to may be one, too.
// panics: `kinds is x`, `kinds as x`; clean: the others with any key.
package main

import (
	"errors"
	"fmt"
	"os"
)

type page struct{ title string }

type site struct{ pages map[string]*page }

var errMissing = errors.New("missing")

type locked struct{ by string }

func (l *locked) Error() string { return "locked by " + l.by }

func (s *site) find(id string) (*page, error) {
	if id == "y" {
		return nil, &locked{"root"}
	}
	p, ok := s.pages[id]
	if !ok {
		return nil, fmt.Errorf("%s: %w", id, errMissing)
	}
	return p, nil
}

func (s *site) is(id string) string {
	p, err := s.find(id)
	if errors.Is(err, errMissing) {
		return p.title + "?" // want nil-map-value
	}
	return ""
}

func (s *site) as(id string) string {
	p, err := s.find(id)
	var l *locked
	switch {
	case errors.As(err, &l):
		return l.by
	case errors.Is(err, errMissing):
		return p.title // want nil-map-value
	}
	return ""
}

func (s *site) known(id string) string {
	p, err := s.find(id)
	if errors.Is(err, errMissing) {
		return "no page"
	}
	if err != nil {
		return err.Error()
	}
	return p.title
}

func (s *site) made(id string) string {
	p, err := s.find(id)
	if errors.Is(err, errMissing) {
		p = &page{title: id}
		s.pages[id] = p
		err = nil
	}
	if err != nil {
		return ""
	}
	return p.title
}

func (s *site) other(id string) string {
	p, err := s.find(id)
	if err == nil && !errors.Is(err, errMissing) {
		return p.title
	}
	return ""
}

func main() {
	s := &site{pages: map[string]*page{"a": {"start"}}}
	id := os.Args[2]
	switch os.Args[1] {
	case "is":
		fmt.Println(s.is(id))
	case "as":
		fmt.Println(s.as(id))
	default:
		fmt.Println(s.known(id), s.other(id), s.made(id))
	}
}
