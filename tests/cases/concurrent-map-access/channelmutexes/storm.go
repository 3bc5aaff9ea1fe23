package semaphores

import "sync"

func Storm(n int) int {
	a, b, c, d := NewByChan(), NewByLocker(new(sync.Mutex)), NewByGuard(), NewDict()
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a.Inc("x")
			b.Inc("x")
			c.Inc("x")
			d.Learn("x", i)
			d.ID("x")
		}()
	}
	wg.Wait()
	return a.m["x"] + b.m["x"] + c.m["x"]
}
