// A helper reads and writes while its callers hold the lock, embedded and deferred; beside one that unlocks in between.
// lost: a second goroutine that is let in by Slow; clean: main counts all with Fast.
package main

import (
	"fmt"
	"sync"
)

type Stock struct {
	sync.Mutex
	left map[string]int
}

// take is called with the lock held.
func (s *Stock) take(item string) int {
	n := s.left[item] - 1
	s.left[item] = n
	return n
}

func (s *Stock) Fast(item string) int {
	s.Lock()
	defer s.Unlock()
	return s.take(item)
}

func (s *Stock) Slow(item string, check func(int) bool) {
	s.Lock()
	n := s.left[item]
	s.Unlock()
	if !check(n) {
		return
	}
	s.Lock()
	s.left[item] = n - 1 // want lost-update
	s.Unlock()
}

func main() {
	s := &Stock{left: map[string]int{"a": 9, "b": 9}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.Fast("a")
			s.Slow("b", func(n int) bool { return n > 0 })
		}()
	}
	wg.Wait()
	fmt.Println(s.left["a"], s.left["b"] < 9)
}
