// A cell for each word of the input, made before the goroutines that count in them; and goroutines that look other words up.
// panics: `perkey a B bad`; clean: `perkey a b`.
package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

type cell struct {
	mu  sync.Mutex
	sum int
}

func count(words []string) map[string]*cell {
	cells := make(map[string]*cell, len(words))
	for _, w := range words {
		cells[w] = &cell{}
	}
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Go(func() {
			c := cells[w]
			c.mu.Lock() // want-possible nil-map-value
			defer c.mu.Unlock()
			c.sum += len(w)
		})
	}
	wg.Wait()
	return cells
}

func countOther(words, others []string) map[string]*cell {
	cells := make(map[string]*cell, len(words))
	for _, w := range words {
		cells[strings.ToLower(w)] = &cell{}
	}
	var wg sync.WaitGroup
	for _, w := range others {
		wg.Go(func() {
			c := cells[w]
			c.mu.Lock() // want nil-map-value
			defer c.mu.Unlock()
			c.sum += len(w)
		})
	}
	wg.Wait()
	return cells
}

func main() {
	fmt.Println(len(count(os.Args[1:])))
	if len(os.Args) > 3 {
		fmt.Println(len(countOther(os.Args[1:], os.Args[2:])))
	}
}
