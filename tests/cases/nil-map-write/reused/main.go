// Set to nil and used again: a reset that frees the map, with and without someone who makes it anew.
// panics: `reused batch`, `reused window`; clean: `reused ok`.
package main

import (
	"fmt"
	"os"
)

type batch struct {
	pending map[string]int
	sent    int
}

func newBatch() *batch { return &batch{pending: map[string]int{}} }

func (b *batch) add(k string) {
	b.pending[k]++ // want nil-map-write
}

func (b *batch) flush() {
	b.sent += len(b.pending)
	b.pending = nil
}

type window struct{ counts map[int]int }

func (w *window) rotate(now int) {
	w.counts = nil
	w.counts[now] = 0 // want nil-map-write
}

type buffer struct{ lines map[string]bool }

func (b *buffer) reset() { b.lines = nil }

func (b *buffer) add(l string) {
	if b.lines == nil {
		b.lines = make(map[string]bool)
	}
	b.lines[l] = true
}

type cache struct{ m map[string]int }

func (c *cache) reset() { c.m = make(map[string]int) }

func (c *cache) set(k string) { c.m[k] = 1 }

type emptied struct{ m map[string]int }

func (e *emptied) reset() { clear(e.m) }

func (e *emptied) set(k string) { e.m[k] = 1 }

func main() {
	switch os.Args[1] {
	case "batch":
		b := newBatch()
		b.add("a")
		b.flush()
		b.add("b")
	case "window":
		w := &window{map[int]int{}}
		w.rotate(1)
	default:
		var b buffer
		b.add("a")
		b.reset()
		b.add("b")
		c := &cache{}
		c.reset()
		c.set("k")
		e := &emptied{m: map[string]int{}}
		e.reset()
		e.set("k")
		fmt.Println(b, c, e)
	}
}
