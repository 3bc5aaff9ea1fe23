// Two maps kept in step by every writer: a key of one is always present in the other.
// clean: go run -race, every operation ends without a panic.
package main

import (
	"fmt"
	"slices"
)

type node struct {
	id    int
	name  string
	edges []int
}

type graph struct {
	byName map[string]int
	byID   map[int]*node
	next   int
}

func newGraph() *graph {
	return &graph{byName: map[string]int{}, byID: map[int]*node{}}
}

func (g *graph) add(name string) int {
	if id, ok := g.byName[name]; ok {
		return id
	}
	g.next++
	g.byID[g.next] = &node{id: g.next, name: name}
	g.byName[name] = g.next
	return g.next
}

func (g *graph) remove(name string) {
	id, ok := g.byName[name]
	if !ok {
		return
	}
	delete(g.byName, name)
	delete(g.byID, id)
	for _, n := range g.byID {
		n.edges = slices.DeleteFunc(n.edges, func(e int) bool { return e == id })
	}
}

func (g *graph) connect(a, b string) {
	x, y := g.add(a), g.add(b)
	g.byID[x].edges = append(g.byID[x].edges, y) // want-possible nil-map-value
	g.byID[y].edges = append(g.byID[y].edges, x) // want-possible nil-map-value
}

func (g *graph) degree(name string) int {
	id, ok := g.byName[name]
	if !ok {
		return 0
	}
	return len(g.byID[id].edges) // want-possible nil-map-value
}

func (g *graph) neighbours(name string) []string {
	id, ok := g.byName[name]
	if !ok {
		return nil
	}
	var out []string
	for _, e := range g.byID[id].edges { // want-possible nil-map-value
		if n := g.byID[e]; n != nil {
			out = append(out, n.name)
		}
	}
	slices.Sort(out)
	return out
}

func (g *graph) total() (sum int) {
	for _, id := range g.byName {
		sum += len(g.byID[id].edges) // want-possible nil-map-value
	}
	return sum
}

func (g *graph) rename(from, to string) bool {
	id, ok := g.byName[from]
	if !ok {
		return false
	}
	if _, taken := g.byName[to]; taken {
		return false
	}
	delete(g.byName, from)
	g.byName[to] = id
	g.byID[id].name = to // want-possible nil-map-value
	return true
}

func main() {
	g := newGraph()
	g.connect("a", "b")
	g.connect("b", "c")
	g.connect("c", "a")
	fmt.Println(g.degree("a"), g.neighbours("b"), g.total())
	g.remove("c")
	fmt.Println(g.degree("a"), g.degree("c"), g.neighbours("b"), g.total())
	fmt.Println(g.rename("a", "z"), g.rename("a", "y"), g.neighbours("b"))
}
