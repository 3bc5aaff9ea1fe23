// Maps that something else has made: a constructor behind a factory table, an option that comes first, a decoder with a check, a copy of a made struct.
// clean: run with any input.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type doc struct {
	Meta  map[string]string         `json:"meta"`
	Parts map[string]map[string]int `json:"parts"`
}

func (d *doc) normalize() *doc {
	if d.Meta == nil {
		d.Meta = map[string]string{}
	}
	if d.Parts == nil {
		d.Parts = map[string]map[string]int{}
	}
	return d
}

type store interface{ put(k string, n int) }

type mem struct{ m map[string]int }

func (s *mem) put(k string, n int) { s.m[k] = n }

type prefixed struct {
	*mem
	prefix string
}

func (p prefixed) put(k string, n int) { p.mem.put(p.prefix+k, n) }

var factories = map[string]func() store{
	"mem":    func() store { return &mem{m: make(map[string]int)} },
	"prefix": func() store { return prefixed{&mem{m: map[string]int{}}, "p/"} },
}

type option func(*settings)

type settings struct {
	vars map[string]string
	tags map[string]bool
}

func withVars() option { return func(s *settings) { s.vars = map[string]string{} } }

func withVar(k, v string) option {
	return func(s *settings) {
		if s.vars == nil {
			withVars()(s)
		}
		s.vars[k] = v
	}
}

func newSettings(opts ...option) settings {
	s := settings{tags: map[string]bool{}}
	for _, o := range opts {
		o(&s)
	}
	return s
}

func decode(raw string) (*doc, error) {
	d := new(doc)
	if err := json.Unmarshal([]byte(raw), d); err != nil {
		return nil, err
	}
	return d.normalize(), nil
}

func main() {
	for name, f := range factories {
		f().put(name, 1)
	}
	s := newSettings(withVar("a", "b"))
	t := s
	t.tags["x"] = true
	for _, arg := range os.Args[1:] {
		d, err := decode(arg)
		if err != nil {
			fmt.Println(err)
			continue
		}
		d.Meta["source"] = "args"
		p, ok := d.Parts["main"]
		if !ok || p == nil {
			p = map[string]int{}
			d.Parts["main"] = p
		}
		p["n"]++
	}
	fmt.Println(len(s.tags), len(t.vars))
}
