// Maps of maps: the inner map can be copied, since it is a reference; its values with locks cannot.
// seen: go vet -copylocks names the same lines.
package main

import (
	"fmt"
	"sync"
)

type cell struct {
	mu sync.Mutex
	n  int
}

type grid map[int]map[int]cell

func (g grid) row(y int) map[int]cell { return g[y] }

func (g grid) at(x, y int) int {
	row := g[y]
	c := row[x] // want copied-lock
	return c.n
}

func (g grid) direct(x, y int) int { return g[y][x].n }

func (g grid) sum() (n int) {
	for _, row := range g {
		for _, c := range row { // want copied-lock
			n += c.n
		}
	}
	return n
}

func (g grid) set(x, y int) {
	if g[y] == nil {
		g[y] = map[int]cell{}
	}
	g[y][x] = cell{n: x}
}

func main() {
	g := grid{}
	g.set(3, 4)
	fmt.Println(len(g.row(4)), g.at(3, 4), g.direct(3, 4), g.sum())
}
