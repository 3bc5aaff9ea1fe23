// A count under the read lock is a race of the map, and of that alone: that it is read and stored in two steps is the same fault.
// race: Use against itself, DATA RACE at the count; clean: UseLocked.
package main

import (
	"fmt"
	"sync"
)

type Scripts struct {
	mu   sync.RWMutex
	uses map[string]int
	all  map[string]int
}

func (s *Scripts) Use(name string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.uses[name]++ // want concurrent-map-access
}

func (s *Scripts) UseLocked(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[name]++
}

func (s *Scripts) Uses(name string) (int, int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.uses[name], s.all[name]
}

func main() {
	s := &Scripts{uses: map[string]int{}, all: map[string]int{}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.Use("a")
			s.UseLocked("a")
		}()
	}
	wg.Wait()
	fmt.Println(s.Uses("a"))
}
