// A change in two sections of the lock: the second one stores only if the generation is the one that the first has seen, and goes on to the next.
// lost: where the generation is compared, but no writer changes it, of 800 additions some are gone; clean: all are there where it is changed, too.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type versioned struct {
	mu  sync.Mutex
	val map[string]int
	gen map[string]int
}

func (v *versioned) update(k string, f func(int) int) {
	for {
		v.mu.Lock()
		old, gen := v.val[k], v.gen[k]
		v.mu.Unlock()
		next := f(old)
		v.mu.Lock()
		if v.gen[k] == gen {
			v.val[k] = next
			v.gen[k]++
			v.mu.Unlock()
			return
		}
		v.mu.Unlock()
	}
}

// epochs change with a reset only.
type epochs struct {
	mu    sync.Mutex
	val   map[string]int
	epoch int
}

func (e *epochs) reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.epoch++
	clear(e.val)
}

func (e *epochs) update(k string, f func(int) int) {
	for {
		e.mu.Lock()
		old, epoch := e.val[k], e.epoch
		e.mu.Unlock()
		next := f(old)
		e.mu.Lock()
		if e.epoch == epoch {
			e.val[k] = next // want lost-update
			e.mu.Unlock()
			return
		}
		e.mu.Unlock()
	}
}

func main() {
	v := &versioned{val: map[string]int{}, gen: map[string]int{}}
	e := &epochs{val: map[string]int{}}
	e.reset()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				v.update("k", func(n int) int { runtime.Gosched(); return n + 1 })
				e.update("k", func(n int) int { runtime.Gosched(); return n + 1 })
			}
		})
	}
	wg.Wait()
	fmt.Println(v.val["k"], e.val["k"])
}
