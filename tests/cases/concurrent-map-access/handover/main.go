// Maps whose ownership goes over a channel: a batcher, a pipeline, a free list of maps, a one-slot semaphore.
// clean: run -race.
package main

import (
	"fmt"
	"maps"
	"sync"
)

type batch map[string]int

func produce(words []string, out chan<- batch) {
	defer close(out)
	b := batch{}
	for i, w := range words {
		b[w]++
		if i%3 == 2 {
			out <- b
			b = batch{}
		}
	}
	if len(b) > 0 {
		out <- b
	}
}

func enrich(in <-chan batch, out chan<- batch) {
	defer close(out)
	for b := range in {
		for w := range b {
			b[w] *= 10
		}
		b["batch"] = 1
		out <- b
	}
}

type pool struct{ free chan map[int]bool }

func newPool(n int) *pool {
	p := &pool{make(chan map[int]bool, n)}
	for range n {
		p.free <- make(map[int]bool)
	}
	return p
}

func (p *pool) distinct(vals []int) int {
	seen := <-p.free
	for _, v := range vals {
		seen[v] = true
	}
	n := len(seen)
	clear(seen)
	p.free <- seen
	return n
}

// cell is a map behind a one-slot channel: who has the map has the lock.
type cell chan map[string]string

func (c cell) set(k, v string) {
	m := <-c
	m[k] = v
	c <- m
}

func (c cell) snapshot() map[string]string {
	m := <-c
	defer func() { c <- m }()
	return maps.Clone(m)
}

type sem struct {
	tok  chan struct{}
	hits map[int]int
}

func (s *sem) hit(i int) {
	s.tok <- struct{}{}
	s.hits[i]++
	<-s.tok
}

func main() {
	raw, cooked := make(chan batch), make(chan batch, 1)
	go produce([]string{"a", "b", "a", "c", "a"}, raw)
	go enrich(raw, cooked)
	total := batch{}
	for b := range cooked {
		for w, n := range b {
			total[w] += n
		}
	}
	p := newPool(2)
	c := make(cell, 1)
	c <- map[string]string{}
	s := &sem{make(chan struct{}, 1), map[int]int{}}
	var wg sync.WaitGroup
	counts := make([]int, 6)
	for i := range counts {
		wg.Go(func() {
			counts[i] = p.distinct([]int{i, i, 1})
			c.set(fmt.Sprint(i), "v")
			c.snapshot()["mine"] = "x"
			s.hit(i % 2)
		})
	}
	wg.Wait()
	fmt.Println(total, counts, len(c.snapshot()), s.hits)
}
