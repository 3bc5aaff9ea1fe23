// Command structlocal: a struct in a local variable, written by its goroutines under its lock and by the function
// itself without. race: the insert before Wait.
package main

import (
	"fmt"
	"sync"
)

type build struct {
	mu   sync.Mutex
	done map[string]bool
}

func run(names []string) int {
	b := build{done: map[string]bool{}}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			b.mu.Lock()
			defer b.mu.Unlock()
			b.done[n] = true
		}()
	}
	b.done["last"] = true // want concurrent-map-access
	wg.Wait()
	return len(b.done)
}

func main() { fmt.Println(run([]string{"a", "b", "a", ""})) }
