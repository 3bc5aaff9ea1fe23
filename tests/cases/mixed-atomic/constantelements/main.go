// Counters in an array: each has an index of its own, one is the workers', who add atomically, the other main's.
// race: DATA RACE at the plain addition to `shared[1]`; clean: `waits[0]` and `waits[1]` are two variables.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type gate struct {
	waits  [2]int64
	shared [2]int64
}

func (g *gate) wait() {
	atomic.AddInt64(&g.waits[1], 1)
	atomic.AddInt64(&g.shared[1], 1)
}

func main() {
	g := &gate{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(g.wait)
	}
	g.waits[0]++
	g.shared[1]++ // want mixed-atomic
	wg.Wait()
	fmt.Println(g.waits, g.shared)
}
