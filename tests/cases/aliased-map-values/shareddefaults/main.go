// One object under many keys on purpose: a default policy, aliases of one host, a shared counter; nothing overwrites it.
// clean: the sharing is what is meant.
package main

import (
	"fmt"
	"sync/atomic"
)

type policy struct {
	retries int
	wait    int
}

type counter struct{ n atomic.Int64 }

type gateway struct {
	policies map[string]*policy
	counters map[string]*counter
	aliases  map[string]*host
}

type host struct {
	name string
	up   bool
}

func newGateway(routes []string) *gateway {
	g := &gateway{policies: map[string]*policy{}, counters: map[string]*counter{}, aliases: map[string]*host{}}
	def := policy{retries: 3, wait: 10}
	var all counter
	for _, r := range routes {
		g.policies[r] = &def
		g.counters[r] = &all
	}
	return g
}

func (g *gateway) alias(h host, names ...string) {
	for _, n := range names {
		g.aliases[n] = &h
	}
}

func (g *gateway) hit(route string) {
	if c, ok := g.counters[route]; ok {
		c.n.Add(1)
	}
}

func (g *gateway) special(route string) {
	p := *g.policies["/"]
	p.retries = 9
	g.policies[route] = &p
}

func main() {
	g := newGateway([]string{"/", "/a", "/b"})
	g.alias(host{name: "n1", up: true}, "n1.local", "n1")
	g.hit("/a")
	g.special("/b")
	fmt.Println(len(g.aliases), g.counters["/"].n.Load())
}
