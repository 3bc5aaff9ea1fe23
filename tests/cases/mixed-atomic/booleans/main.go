// A main with a stop flag in a package variable, a ready flag in a struct, and a counter that main reads after its workers.
// race: the loop's plain test, DATA RACE at the read; clean: total, after Wait.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

var stopping int32

type node struct {
	ready uint32
	total uint64
}

func (n *node) work() {
	for stopping == 0 { // want mixed-atomic
		atomic.AddUint64(&n.total, 1)
		if atomic.LoadUint32(&n.ready) == 0 {
			n.ready = 1 // want mixed-atomic
		}
		time.Sleep(time.Microsecond)
	}
}

func main() {
	n := &node{}
	n.total = 1
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n.work()
		}()
	}
	time.Sleep(time.Millisecond)
	atomic.StoreInt32(&stopping, 1)
	wg.Wait()
	fmt.Println(n.total)
}
