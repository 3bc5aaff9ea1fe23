// Keys that come out of the map itself: ranged over; and after entries went.
// panics: `plainkeys swept`, `plainkeys skipped`; clean: `plainkeys all`.
package main

import (
	"fmt"
	"os"
)

type node struct {
	name  string
	alive bool
}

type cluster struct{ nodes map[string]*node }

func (c *cluster) ranged() {
	for name := range c.nodes {
		fmt.Println(c.nodes[name].alive)
	}
}

func (c *cluster) swept() {
	for name, n := range c.nodes {
		if !n.alive {
			delete(c.nodes, name)
			fmt.Println("dead", c.nodes[name].name) // want nil-map-value
		}
	}
}

func (c *cluster) skipped() {
	for name := range c.nodes {
		if n := c.nodes[name]; !n.alive {
			delete(c.nodes, n.name)
		}
		fmt.Println(c.nodes[name].alive) // want-possible nil-map-value
	}
}

func (c *cluster) cleaned() {
	for name, n := range c.nodes {
		if !n.alive {
			delete(c.nodes, name)
			continue
		}
		fmt.Println(c.nodes[name].name)
	}
}

func main() {
	c := &cluster{map[string]*node{"a": {"a", true}, "b": {"b", false}}}
	switch os.Args[1] {
	case "swept":
		c.swept()
	case "skipped":
		c.skipped()
	default:
		c.ranged()
		c.cleaned()
	}
}
