// Names out of a file that a list keeps, in a local variable or a field, and that a channel of an object hands on; names that were looked
// up, or entered, before they were kept.
// panics: a line `a -> b` where b has no line of its own, and the argument `walk`; clean: without it.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

type node struct {
	name  string
	edges []string
	known []string
}

type graph struct {
	nodes map[string]*node
	names []string
	asked chan string
}

func read(in *bufio.Scanner) *graph {
	g := &graph{nodes: map[string]*node{}, asked: make(chan string, 1)}
	for in.Scan() {
		from, to, ok := strings.Cut(in.Text(), " -> ")
		if !ok {
			continue
		}
		n := g.nodes[from]
		if n == nil {
			n = &node{name: from}
			g.nodes[from] = n
			g.names = append(g.names, from)
		}
		n.edges = append(n.edges, to)
		if _, ok := g.nodes[to]; ok {
			n.known = append(n.known, to)
		}
	}
	return g
}

func (g *graph) walk(n *node) {
	for _, e := range n.edges {
		fmt.Println(g.nodes[e].name) // want nil-map-value
	}
}

func (g *graph) walkKnown(n *node) {
	for _, e := range n.known {
		fmt.Println(g.nodes[e].name) // want-possible nil-map-value
	}
}

func (g *graph) list() {
	for _, name := range g.names {
		fmt.Println(g.nodes[name].name) // want-possible nil-map-value
	}
}

func (g *graph) serve() {
	for name := range g.asked {
		fmt.Println(g.nodes[name].edges) // want nil-map-value
	}
}

func pairs(g *graph, in *bufio.Scanner) {
	var wanted []string
	for in.Scan() {
		wanted = append(wanted, in.Text())
	}
	show(g, wanted)
}

func show(g *graph, names []string) {
	for _, name := range names {
		fmt.Println(g.nodes[name].name) // want nil-map-value
	}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	g := read(in)
	g.list()
	for _, n := range g.nodes {
		g.walkKnown(n)
		if len(os.Args) > 1 {
			g.walk(n)
		}
	}
	pairs(g, in)
	go g.serve()
	for in.Scan() {
		g.asked <- in.Text()
	}
}
