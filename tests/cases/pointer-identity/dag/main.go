// Nodes shared in a DAG: identity maps for copying, a cycle test with two pointers, union by root, a cache of the last lookup; the type's own equality is used in tests of values only.
// clean: every == and every pointer key asks "the same node?".
package main

import (
	"fmt"
	"slices"

	"example.com/dag/ast"
)

type program struct{ funcs map[string]*ast.Node }

func copyDAG(n *ast.Node, done map[*ast.Node]*ast.Node) *ast.Node {
	if n == nil {
		return nil
	}
	if c, ok := done[n]; ok {
		return c
	}
	c := &ast.Node{Op: n.Op}
	done[n] = c
	for _, k := range n.Kids {
		c.Kids = append(c.Kids, copyDAG(k, done))
	}
	return c
}

// uses counts how often each node of the functions is shared.
func (p *program) uses() map[string]int {
	count := map[*ast.Node]int{}
	var walk func(*ast.Node)
	walk = func(n *ast.Node) {
		if count[n]++; count[n] > 1 {
			return
		}
		for _, k := range n.Kids {
			walk(k)
		}
	}
	for _, f := range p.funcs {
		walk(f)
	}
	out := map[string]int{}
	for n, c := range count {
		out[n.Op] += c
	}
	return out
}

func (p *program) contains(name string, part *ast.Node) bool {
	f, ok := p.funcs[name]
	if !ok {
		return false
	}
	if f == part {
		return true
	}
	return slices.ContainsFunc(f.Kids, func(k *ast.Node) bool { return k == part })
}

type cursor struct {
	p    *program
	last *ast.Node
	hits int
}

func (c *cursor) get(name string) *ast.Node {
	n := c.p.funcs[name]
	if n != nil && n == c.last {
		c.hits++
	}
	c.last = n
	return n
}

func (p *program) dedupe() int {
	n := 0
	for a, x := range p.funcs {
		for b, y := range p.funcs {
			if a < b && x != y && ast.Equal(x, y) {
				p.funcs[b] = x
				n++
			}
		}
	}
	return n
}

func main() {
	leaf := &ast.Node{Op: "x"}
	p := &program{map[string]*ast.Node{
		"f": {Op: "+", Kids: []*ast.Node{leaf, leaf}},
		"g": {Op: "+", Kids: []*ast.Node{leaf, {Op: "x"}}},
	}}
	c := &cursor{p: p}
	c.get("f")
	c.get("f")
	d := copyDAG(p.funcs["f"], map[*ast.Node]*ast.Node{})
	fmt.Println(d.Kids[0] == d.Kids[1], ast.Equal(d, p.funcs["f"]), p.uses(), p.contains("g", leaf), c.hits)
	fmt.Println(p.dedupe(), p.funcs["f"] == p.funcs["g"])
}
