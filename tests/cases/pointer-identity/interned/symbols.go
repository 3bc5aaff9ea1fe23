// Symbols are made one for each name, and compared by address, as they may; unique tags are made by LoadOrStore. Labels are not.
// seen: main prints true for symbols and tags with equal contents, false for labels.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type Symbol struct{ name string }

var symbols = map[string]*Symbol{}

func known(name string) (*Symbol, bool) {
	s, ok := symbols[name]
	return s, ok
}

func Intern(name string) *Symbol {
	if s, ok := known(name); ok {
		return s
	}
	s := &Symbol{name: name}
	symbols[name] = s
	return s
}

type Tag struct{ Key, Value string }

var tags sync.Map

func TagOf(key, value string) *Tag {
	t, _ := tags.LoadOrStore(key+"="+value, &Tag{key, value})
	return t.(*Tag)
}

type Label struct{ Text string }

type Scope struct {
	symbols map[string]*Symbol
	tags    map[string]*Tag
	labels  map[string]*Label
}

func (s *Scope) SameSymbol(x, y string) bool { return s.symbols[x] == s.symbols[y] }

func (s *Scope) SameTag(x, y string) bool { return s.tags[x] == s.tags[y] }

func (s *Scope) SameLabel(x, y string) bool {
	return s.labels[x] == s.labels[y] // want pointer-identity
}

func equalSymbols(a, b *Symbol) bool { return strings.EqualFold(a.name, b.name) || *a == *b }

func equalTags(a, b Tag) bool { return a == b }

func equalLabels(a, b *Label) bool { return *a == *b }

func main() {
	s := &Scope{
		map[string]*Symbol{"x": Intern("a"), "y": Intern("a")},
		map[string]*Tag{"x": TagOf("k", "v"), "y": TagOf("k", "v")},
		map[string]*Label{"x": {"a"}, "y": {"a"}},
	}
	fmt.Println(s.SameSymbol("x", "y"), s.SameTag("x", "y"), s.SameLabel("x", "y"))
	fmt.Println(equalSymbols(s.symbols["x"], s.symbols["y"]), equalTags(*s.tags["x"], *s.tags["y"]), equalLabels(s.labels["x"], s.labels["y"]))
}
