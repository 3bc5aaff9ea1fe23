// Two buffers: writers fill the front under the lock, the flusher swaps them under the lock and owns the back.
// clean: run -race.
package main

import (
	"fmt"
	"sync"
)

type event struct {
	name string
	n    int
}

type sink interface{ write([]event) int }

type counter struct {
	mu    sync.Mutex
	total int
}

func (c *counter) write(es []event) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range es {
		c.total += e.n
	}
	return len(es)
}

type buffer struct {
	mu    sync.Mutex
	front *[]event
	back  *[]event // only the flusher's
	index map[string]int
	sink  sink
}

func newBuffer(s sink) *buffer {
	return &buffer{front: new([]event), back: new([]event), index: map[string]int{}, sink: s}
}

func (b *buffer) add(e event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*b.front = append(*b.front, e)
	b.index[e.name]++
}

func (b *buffer) swap() (*[]event, map[string]int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.front, b.back = b.back, b.front
	idx := b.index
	b.index = make(map[string]int, len(idx))
	return b.back, idx
}

func (b *buffer) flush() (n, names int) {
	full, idx := b.swap()
	n = b.sink.write(*full)
	clear(*full)
	*full = (*full)[:0]
	return n, len(idx)
}

func (b *buffer) run(tick <-chan struct{}) (n int) {
	for range tick {
		k, _ := b.flush()
		n += k
	}
	k, _ := b.flush()
	return n + k
}

func main() {
	c := &counter{}
	b := newBuffer(c)
	tick := make(chan struct{})
	result := make(chan int)
	go func() { result <- b.run(tick) }()
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() {
			for j := range 20 {
				b.add(event{fmt.Sprint("e", j%3), 1})
				if j%7 == i {
					tick <- struct{}{}
				}
			}
		})
	}
	wg.Wait()
	close(tick)
	fmt.Println(<-result, c.total)
}
