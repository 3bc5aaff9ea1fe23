// Command halfway: the map is locked in put and not in bump, both two fields away from what the goroutines are given.
// race: bump against itself.
package main

import "sync"

type store struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *store) put(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = 1
}

func (s *store) bump(k string) {
	s.m[k]++ // want concurrent-map-access
}

type app struct{ db *store }

func (a *app) work(k string) {
	a.db.put(k)
	a.db.bump(k)
}

func newApp() *app { return &app{db: &store{m: map[string]int{}}} }

func main() {
	a := newApp()
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a.work("x")
		}()
	}
	wg.Wait()
}
