// Chains: a method on what a lookup gave, a field of a field, a lookup whose key is another lookup's field, a value method through an interface.
// panics: unknown names; clean: the nil-safe chain, the guarded twin.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

type owner struct {
	name string
	team string
}

type repo struct {
	owner  *owner
	parent string
	stars  int
}

func (r *repo) label() string {
	if r == nil {
		return "none"
	}
	return r.parent
}

type forge struct {
	repos  map[string]*repo
	owners map[string]*owner
	shows  map[string]fmt.Stringer
}

type title struct{ s string }

func (t title) String() string { return strings.ToUpper(t.s) }

func (f *forge) load(in io.Reader) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		name, parent, _ := strings.Cut(lines.Text(), " ")
		o, ok := f.owners[parent]
		if !ok {
			o = &owner{name: parent}
			f.owners[parent] = o
		}
		f.repos[name] = &repo{owner: o, parent: parent}
		f.shows[name] = title{name}
	}
}

func (f *forge) grand(name string) string {
	r, ok := f.repos[name]
	if !ok {
		return ""
	}
	return f.repos[r.parent].owner.name // want nil-map-value
}

func (f *forge) show(name string) string {
	return f.shows[name].String() // want nil-map-value
}

func (f *forge) showOK(name string) string {
	if s := f.shows[name]; s != nil {
		return s.String()
	}
	return name
}

func (f *forge) label(name string) string { return f.repos[name].label() }

func (f *forge) star(name string) {
	f.repos[name].stars++ // want nil-map-value
}

func (f *forge) team(name string) string {
	if r, ok := f.repos[name]; ok {
		if p, ok := f.repos[r.parent]; ok {
			return p.owner.team
		}
		return r.owner.team
	}
	return ""
}

func main() {
	f := &forge{repos: map[string]*repo{}, owners: map[string]*owner{}, shows: map[string]fmt.Stringer{}}
	f.load(os.Stdin)
	for _, name := range os.Args[1:] {
		fmt.Println(f.label(name), f.team(name), f.showOK(name))
		fmt.Println(f.grand(name))
		fmt.Println(f.show(name))
		f.star(name)
	}
}
