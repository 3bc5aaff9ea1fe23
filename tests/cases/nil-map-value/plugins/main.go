// Presence by construction: dependencies validated once, a handle type only the registry makes, parents that are added before children, a cursor.
// clean: run with good and bad manifests.
package main

import (
	"fmt"
	"log"
	"os"
	"strings"

	"example.com/plugins/reg"
)

type manifest struct {
	name string
	deps []string
}

type graph struct {
	nodes map[string]*manifest
}

func build(ms []*manifest) (*graph, error) {
	g := &graph{nodes: make(map[string]*manifest, len(ms))}
	for _, m := range ms {
		g.nodes[m.name] = m
	}
	for _, m := range ms {
		for _, d := range m.deps {
			if _, ok := g.nodes[d]; !ok {
				return nil, fmt.Errorf("%s needs %s", m.name, d)
			}
		}
	}
	return g, nil
}

// depth relies on build having checked every dependency.
func (g *graph) depth(m *manifest) (n int) {
	for _, d := range m.deps {
		n = max(n, 1+g.depth(g.nodes[d])) // want-possible nil-map-value
	}
	return n
}

func (g *graph) roots() (out []string) {
	used := map[string]bool{}
	for _, m := range g.nodes {
		for _, d := range m.deps {
			used[d] = true
		}
	}
	for n := range g.nodes {
		if !used[n] {
			out = append(out, g.nodes[n].name)
		}
	}
	return out
}

func parse(text string) (ms []*manifest) {
	for line := range strings.Lines(text) {
		name, deps, _ := strings.Cut(strings.TrimSpace(line), ":")
		ms = append(ms, &manifest{name, strings.Fields(deps)})
	}
	return ms
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func lookup(r *reg.Registry, name string) *reg.Plugin {
	p, err := r.Find(name)
	must(err)
	return p
}

func main() {
	g, err := build(parse("a: b c\nb: c\nc:\n"))
	must(err)
	fmt.Println(g.depth(g.nodes["a"]), g.roots()) // want-possible nil-map-value
	_, err = build(parse("x: y\n"))
	fmt.Println(err)

	r := reg.New("json", "xml")
	h := r.Open("json")
	fmt.Println(lookup(r, "xml").Name, r.Use(h), r.Use(h))
	for _, n := range os.Args[1:] {
		fmt.Println(r.Use(r.Open(n)))
	}
	r.Walk(func(p *reg.Plugin) { fmt.Println(p.Name, p.Uses) })
}
