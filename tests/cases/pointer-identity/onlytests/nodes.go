// Nodes whose tests compare them by value: that accuses no other code. A test asks for identity on purpose.
// clean: go test passes.
package onlytests

type Node struct {
	Label string
	Edges []string
}

type Graph struct{ nodes map[string]*Node }

func New(labels ...string) *Graph {
	g := &Graph{nodes: map[string]*Node{}}
	for _, l := range labels {
		g.nodes[l] = &Node{Label: l}
	}
	return g
}

// Same node, under two names.
func (g *Graph) Same(x, y string) bool { return g.nodes[x] == g.nodes[y] }

func (g *Graph) Alias(x, as string) { g.nodes[as] = g.nodes[x] }

func (g *Graph) Cut(x string) { delete(g.nodes, x) }
