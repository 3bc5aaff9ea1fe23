// Command ownparts: each goroutine fills the map that its own element of a slice has. clean: no two have the same.
package main

import (
	"fmt"
	"sync"
)

type chunk struct {
	lo, hi int
	sums   map[int]int
	err    error
}

func (c *chunk) run(data []int) {
	c.sums = make(map[int]int)
	for i := c.lo; i < c.hi; i++ {
		c.sums[data[i]%10]++
	}
}

func histogram(data []int, parts int) map[int]int {
	chunks := make([]*chunk, parts)
	byPart := make([]map[int]int, parts)
	var wg sync.WaitGroup
	for p := range parts {
		chunks[p] = &chunk{lo: p * len(data) / parts, hi: (p + 1) * len(data) / parts}
		byPart[p] = map[int]int{}
		wg.Add(1)
		go func(c *chunk) {
			defer wg.Done()
			c.run(data)
			for k, v := range c.sums {
				byPart[p][k] = v
			}
		}(chunks[p])
	}
	wg.Wait()
	total := make(map[int]int)
	for i, c := range chunks {
		for k, v := range c.sums {
			total[k] += v
		}
		c.sums[-1] = len(byPart[i])
	}
	return total
}

// merge adds each worker's own map under a lock.
func merge(data [][]string) map[string]int {
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		total = map[string]int{}
	)
	for _, d := range data {
		wg.Go(func() {
			local := map[string]int{}
			for _, s := range d {
				local[s]++
			}
			mu.Lock()
			defer mu.Unlock()
			for s, n := range local {
				total[s] += n
			}
		})
	}
	wg.Wait()
	delete(total, "")
	return total
}

func main() {
	fmt.Println(histogram(make([]int, 1000), 4), merge([][]string{{"a"}, {"b", "a"}}))
}
