// Reset leaves the map nil and Add writes it again; Rebuild, Swap and Clear, which look the same, leave it made.
// panics: Add after Reset, "assignment to entry in nil map".
package main

import (
	"fmt"
	"maps"
)

type counter struct{ counts map[string]int }

func newCounter() *counter { return &counter{counts: map[string]int{}} }

func (c *counter) add(k string) {
	c.counts[k]++ // want nil-map-write
}

func (c *counter) reset() map[string]int {
	old := c.counts
	c.counts = nil
	return old
}

type gauge struct{ values map[string]float64 }

func newGauge() *gauge { return &gauge{values: map[string]float64{}} }

func (g *gauge) set(k string, v float64) { g.values[k] = v }

func (g *gauge) swap() map[string]float64 {
	old := g.values
	g.values = nil
	if old == nil {
		old = map[string]float64{}
	}
	g.values = map[string]float64{}
	return old
}

type hist struct{ buckets map[int]int }

func (h *hist) observe(v int) {
	if h.buckets == nil {
		h.buckets = map[int]int{}
	}
	h.buckets[v/10]++
}

func (h *hist) drain() (out map[int]int) {
	out, h.buckets = h.buckets, nil
	return out
}

func (h *hist) rebuild(width int) {
	fresh := map[int]int{}
	for b, n := range h.buckets {
		fresh[b/width] += n
	}
	h.buckets = fresh
}

type meter interface{ flush() int }

func (c *counter) flush() int { return len(c.reset()) }
func (g *gauge) flush() int   { return len(g.swap()) }
func (h *hist) flush() int    { return len(h.drain()) }

func main() {
	c, g, h := newCounter(), newGauge(), &hist{}
	for round := range 2 {
		if round > 0 {
			fmt.Println("again")
		}
		g.set("a", 1)
		h.observe(12)
		h.rebuild(2)
		c.add("x")
		fmt.Println(maps.Clone(g.values), h.buckets, c.counts)
		for _, m := range []meter{c, g, h} {
			fmt.Println(m.flush())
		}
	}
}
