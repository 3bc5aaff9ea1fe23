// Comparisons that hide pointers: an interface that holds them, a struct key with a pointer inside, a generic equality.
// seen: equal hosts count as different; clean: keys by value, a pointer that is an identity on purpose.
package interfacekeys

import "reflect"

type Host struct {
	Name string
	Port int
}

func (h *Host) ID() string { return h.Name }

type ider interface{ ID() string }

type Cluster struct{ hosts map[string]*Host }

func New(hs ...Host) *Cluster {
	c := &Cluster{hosts: make(map[string]*Host, len(hs))}
	for _, h := range hs {
		c.hosts[h.Name] = &h
	}
	return c
}

func Same(a, b *Host) bool { return reflect.DeepEqual(a, b) }

func (c *Cluster) Drift(o *Cluster) (n int) {
	for name := range c.hosts {
		if c.hosts[name] != o.hosts[name] { // want pointer-identity
			n++
		}
	}
	return n
}

type edge struct{ from, to *Host }

func (c *Cluster) Edges(names []string) int {
	seen := map[edge]int{}
	for i := 1; i < len(names); i++ {
		a, okA := c.hosts[names[i-1]]
		b, okB := c.hosts[names[i]]
		if okA && okB {
			seen[edge{a, b}]++ // want pointer-identity
		}
	}
	return len(seen)
}

type edgeKey struct{ from, to Host }

func (c *Cluster) EdgesByValue(names []string) int {
	seen := map[edgeKey]int{}
	for i := 1; i < len(names); i++ {
		a, okA := c.hosts[names[i-1]]
		b, okB := c.hosts[names[i]]
		if okA && okB {
			seen[edgeKey{*a, *b}]++
		}
	}
	return len(seen)
}

func (c *Cluster) IDs() (out []string) {
	for _, h := range c.hosts {
		var i ider = h
		out = append(out, i.ID())
	}
	return out
}

func (c *Cluster) Replace(name string, old, next *Host) bool {
	if c.hosts[name] != old {
		return false
	}
	c.hosts[name] = next
	return true
}
