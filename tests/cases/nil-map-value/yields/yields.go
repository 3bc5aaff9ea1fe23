// Iterators over looked-up pointers: one gives whatever the map says, one leaves out what is absent; a loop may ask as well.
// panics: `yields nosuch bad`; clean: `yields nosuch`.
package main

import (
	"fmt"
	"iter"
	"os"
	"slices"
)

type body struct{ x, y float64 }

type world struct{ bodies map[string]*body }

func (w *world) query(names ...string) iter.Seq2[string, *body] {
	return func(yield func(string, *body) bool) {
		for _, n := range names {
			if !yield(n, w.bodies[n]) {
				return
			}
		}
	}
}

func (w *world) pick(names iter.Seq[string]) iter.Seq[*body] {
	return func(yield func(*body) bool) {
		for n := range names {
			if !yield(w.bodies[n]) {
				return
			}
		}
	}
}

func (w *world) found(names ...string) iter.Seq[*body] {
	return func(yield func(*body) bool) {
		for _, n := range names {
			if b, ok := w.bodies[n]; ok && !yield(b) {
				return
			}
		}
	}
}

func (w *world) all() iter.Seq2[string, *body] {
	return func(yield func(string, *body) bool) {
		for n, b := range w.bodies {
			if !yield(n, b) {
				return
			}
		}
	}
}

func main() {
	w := &world{map[string]*body{"sun": {}, "moon": {1, 1}}}
	names := []string{"nosuch"}
	if len(os.Args) > 1 {
		names = os.Args[1:]
	}
	for b := range w.found(names...) {
		fmt.Println(b.x)
	}
	for n, b := range w.query(names...) {
		if b == nil {
			continue
		}
		fmt.Println(n, b.y)
	}
	for n, b := range w.all() {
		fmt.Println(n, b.x)
	}
	if len(os.Args) > 2 {
		for n, b := range w.query(os.Args[1:]...) {
			fmt.Println(n, b.x) // want nil-map-value
		}
		for b := range w.pick(slices.Values(os.Args[1:])) {
			fmt.Println(b.y) // want nil-map-value
		}
	}
}
