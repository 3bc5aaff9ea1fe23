// Package reg hands out handles to plugins; a handle is only made for a plugin that is there, and plugins stay.
package reg

import (
	"errors"
	"slices"
)

type Plugin struct {
	Name string
	Uses int
}

// Handle is opaque: Open makes it.
type Handle struct{ name string }

type Registry struct {
	plugins map[string]*Plugin
	order   []string
}

var ErrNone = errors.New("no such plugin")

func New(names ...string) *Registry {
	r := &Registry{plugins: map[string]*Plugin{}}
	for _, n := range names {
		r.add(n)
	}
	return r
}

func (r *Registry) add(name string) {
	if !slices.Contains(r.order, name) {
		r.order = append(r.order, name)
	}
	r.plugins[name] = &Plugin{Name: name}
}

func (r *Registry) Find(name string) (*Plugin, error) {
	p, ok := r.plugins[name]
	if !ok {
		return nil, ErrNone
	}
	return p, nil
}

func (r *Registry) Open(name string) Handle {
	if _, err := r.Find(name); err != nil {
		r.add(name)
	}
	return Handle{name}
}

func (r *Registry) Use(h Handle) int {
	p := r.plugins[h.name]
	if p == nil {
		return 0
	}
	p.Uses++
	return p.Uses
}

func (r *Registry) Walk(f func(*Plugin)) {
	for _, n := range r.order {
		f(r.plugins[n])
	}
}
