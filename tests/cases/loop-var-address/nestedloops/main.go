// Nested loops, loops over channels and maps, a defer, a returned closure, an append of a struct that holds the address, before go1.22.
// aliases: all refs share one; clean: address used within the iteration, a break right after the store, the index form.
package main

import (
	"fmt"
	"sync"
)

type cell struct{ row, col int }

type ref struct {
	c    *cell
	next *ref
}

type grid struct {
	refs  []ref
	byRow map[int][]*cell
	subs  map[string]chan *cell
	heads []*ref
	calls []func()
	last  *cell
}

func (g *grid) fill(rows [][]cell) {
	for i, row := range rows {
		for _, c := range row {
			g.byRow[i] = append(g.byRow[i], &c) // want loop-var-address
		}
	}
}

func (g *grid) drain(in <-chan cell) {
	for c := range in {
		g.refs = append(g.refs, ref{c: &c}) // want loop-var-address
	}
}

func (g *grid) chain(m map[string]ref) {
	var head *ref
	for _, r := range m {
		r.next = head
		head = &r // want loop-var-address
	}
	g.heads = append(g.heads, head)
}

func (g *grid) sum(cells []cell) (n int) {
	for _, c := range cells {
		p := &c
		p.row++
		n += p.row * p.col
		func() { n += c.col }()
	}
	return n
}

func (g *grid) find(cells []cell, row int) bool {
	for _, c := range cells {
		if c.row == row {
			g.last = &c
			break
		}
	}
	return g.last != nil
}

func (g *grid) indexed(cells []cell) {
	for i := range cells {
		g.refs = append(g.refs, ref{c: &cells[i]})
	}
}

func (g *grid) fire(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() { // want loop-var-address
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

func (g *grid) deferred(names []string) {
	for _, name := range names {
		defer func(n string) { fmt.Println(n) }(name)
	}
}

func main() {
	g := &grid{byRow: map[int][]*cell{}, subs: map[string]chan *cell{}}
	cells := []cell{{1, 2}, {3, 4}}
	g.fill([][]cell{cells, cells})
	in := make(chan cell, 2)
	in <- cells[0]
	in <- cells[1]
	close(in)
	g.drain(in)
	g.chain(map[string]ref{"a": {}, "b": {}})
	g.indexed(cells)
	g.fire([]string{"a", "b"})
	g.deferred([]string{"a", "b"})
	fmt.Println(g.sum(cells), g.find(cells, 3), *g.refs[0].c, len(g.byRow[0]))
}
