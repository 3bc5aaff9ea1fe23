// Command rates sums what its workers count: they add atomically, and the sum is read plainly when all are done. clean: Wait comes before the reads.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type counts struct {
	good int64
	bad  int64
}

func work(c *counts, jobs <-chan int) {
	for j := range jobs {
		if j%7 == 0 {
			atomic.AddInt64(&c.bad, 1)
			continue
		}
		atomic.AddInt64(&c.good, 1)
	}
}

func main() {
	c := &counts{}
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work(c, jobs)
		}()
	}
	for j := range 100 {
		jobs <- j
	}
	close(jobs)
	wg.Wait()
	fmt.Println(c.good, c.bad, c.good+c.bad)
}
