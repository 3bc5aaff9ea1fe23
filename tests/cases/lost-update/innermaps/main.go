// Structs in maps of maps: a copy of the inner one's entry is changed, or written back, or reached by a pointer.
// lost: main prints 0 for the seat that mark took; clean: 1 for the others.
package main

import "fmt"

type seat struct{ taken int }

type hall map[string]map[int]seat

func (h hall) mark(row string, n int) {
	s := h[row][n]
	s.taken = 1 // want lost-update
}

func (h hall) clearRow(row string) {
	for _, s := range h[row] {
		s.taken = 0 // want lost-update
	}
}

func (h hall) markBack(row string, n int) {
	s := h[row][n]
	s.taken = 1
	h[row][n] = s
}

func markShared(h map[string]map[int]*seat, row string, n int) {
	s := h[row][n]
	s.taken = 1
}

func main() {
	h := hall{"a": {1: {}, 2: {}}}
	h.mark("a", 1)
	h.markBack("a", 2)
	h.clearRow("a")
	p := map[string]map[int]*seat{"a": {1: {}}}
	markShared(p, "a", 1)
	fmt.Println(h["a"][1].taken, h["a"][2].taken, p["a"][1].taken)
}
