// A constructor that makes one of its maps and forgets the other; a literal without the field; new.
// panics: `forgotten alias`, `forgotten tag`, `forgotten visit`; clean: `forgotten ok`.
package main

import (
	"fmt"
	"os"
)

type registry struct {
	byName  map[string]int
	aliases map[string]string
}

func newRegistry() *registry { return &registry{byName: make(map[string]int)} }

func (r *registry) add(name string) { r.byName[name] = len(r.byName) }

func (r *registry) alias(from, to string) {
	r.aliases[from] = to // want nil-map-write
}

type document struct {
	title string
	tags  map[string]bool
}

func tagged(title string, tags ...string) *document {
	d := &document{title: title}
	for _, t := range tags {
		d.tags[t] = true // want nil-map-write
	}
	return d
}

type graph struct{ seen map[int]bool }

func (g *graph) visit(n int) {
	if g.seen[n] {
		return
	}
	g.seen[n] = true // want nil-map-write
}

type index struct {
	words map[string][]int
	lines map[int]string
}

func newIndex() *index {
	x := new(index)
	x.words = map[string][]int{}
	x.init()
	return x
}

func (x *index) init() { x.lines = make(map[int]string) }

func (x *index) add(n int, line string) {
	x.lines[n] = line
	x.words[line] = append(x.words[line], n)
}

type lazy struct{ m map[string]int }

func (l *lazy) inc(k string) {
	if l.m == nil {
		l.m = make(map[string]int)
	}
	l.m[k]++
}

func main() {
	switch os.Args[1] {
	case "alias":
		r := newRegistry()
		r.add("a")
		r.alias("b", "a")
	case "tag":
		fmt.Println(tagged("t", "x"))
	case "visit":
		g := new(graph)
		g.visit(1)
	default:
		x := newIndex()
		x.add(1, "one")
		var l lazy
		l.inc("k")
		fmt.Println(x.words, l.m)
	}
}
