// Flags that workers set atomically: main reads them behind a helper that waits for the workers, and of one that still runs.
// race: DATA RACE at the plain test of the poller's flag; clean: after runAll, which waits.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type worker struct {
	done  uint32
	local int
}

func (w *worker) run(wg *sync.WaitGroup) {
	defer wg.Done()
	w.local++
	atomic.StoreUint32(&w.done, 1)
}

func runAll(n int) []*worker {
	ws := make([]*worker, n)
	var wg sync.WaitGroup
	wg.Add(n)
	for i := range ws {
		ws[i] = &worker{}
		go ws[i].run(&wg)
	}
	wg.Wait()
	return ws
}

type poller struct {
	ready uint32
}

func (p *poller) run() {
	time.Sleep(time.Millisecond)
	atomic.StoreUint32(&p.ready, 1)
}

func main() {
	for _, w := range runAll(4) {
		if w.done != 1 {
			panic("not done")
		}
	}
	p := &poller{}
	go p.run()
	fmt.Println(p.ready == 1) // want mixed-atomic
}
