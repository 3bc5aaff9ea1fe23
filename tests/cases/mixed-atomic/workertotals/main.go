// Atomics beside plain accesses that never meet: before the workers start, after they end, other fields, one owner.
// clean: -race finds nothing.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type totals struct {
	ok, failed uint32
	last       uint32
}

type run struct {
	totals
	name  string
	ticks int64
}

func newRun(name string, seed uint32) *run {
	r := &run{name: name}
	r.ok = seed
	r.last = seed
	return r
}

func (r *run) work(n int) {
	for i := 0; i < n; i++ {
		if i%7 == 3 {
			atomic.AddUint32(&r.failed, 1)
			continue
		}
		atomic.AddUint32(&r.ok, 1)
	}
}

func (r *run) all(workers int) totals {
	var wg sync.WaitGroup
	wg.Add(workers)
	for i := 0; i < workers; i++ {
		go func(n int) {
			defer wg.Done()
			r.work(n)
		}(i * 10)
	}
	wg.Wait()
	r.last = r.ok + r.failed
	return r.totals
}

func main() {
	r := newRun("a", 1)
	done := make(chan struct{})
	go func() {
		atomic.AddInt64(&r.ticks, 1)
		close(done)
	}()
	<-done
	fmt.Println(r.all(4), r.ticks)
}
