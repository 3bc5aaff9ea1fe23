// Lock-bearing values in less plain forms: arrays of them, a dereferenced pointer put in, a struct of a generic pair, a value parameter, a send.
// seen: go vet copylocks at most of them; clean: deletes, length, address through a slice.
package wrappedcopies

import (
	"sync"
	"sync/atomic"
)

type cell struct {
	n    atomic.Int64
	name string
}

type pair[A, B any] struct {
	a A
	b B
}

type Cells struct {
	quads map[string][4]cell
	pairs map[string]pair[int, sync.WaitGroup]
	ptrs  map[string]*cell
	out   chan pair[int, sync.WaitGroup]
	lists map[string][]cell
}

func New() *Cells {
	return &Cells{
		quads: map[string][4]cell{},
		pairs: map[string]pair[int, sync.WaitGroup]{},
		ptrs:  map[string]*cell{},
		lists: map[string][]cell{},
	}
}

func (c *Cells) Quad(k string) int64 {
	q := c.quads[k] // want copied-lock
	return q[0].n.Load()
}

func (c *Cells) PutQuad(k string, q *[4]cell) {
	c.quads[k] = *q // want copied-lock
}

func (c *Cells) Pair(k string) int {
	p, ok := c.pairs[k] // want copied-lock
	if !ok {
		return 0
	}
	p.b.Wait()
	return p.a
}

func (c *Cells) Send(k string) {
	c.out <- c.pairs[k] // want copied-lock
}

func (c *Cells) Name(k string) string { return c.quads[k][1].name }

func (c *Cells) List(k string, i int) int64 {
	l := c.lists[k]
	if i >= len(l) {
		return 0
	}
	p := &l[i]
	return p.n.Add(1)
}

func (c *Cells) Grow(k string, n int) {
	c.lists[k] = make([]cell, n)
	c.ptrs[k] = &c.lists[k][0]
}

func (c *Cells) Len() (n int) {
	for k := range c.quads {
		n += len(k)
	}
	return n + len(c.pairs)
}

func (c *Cells) Drop(k string) {
	delete(c.quads, k)
	delete(c.pairs, k)
	delete(c.ptrs, k)
	delete(c.lists, k)
}
