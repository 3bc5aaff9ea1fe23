// Command depths: four goroutines write one map, three calls deep. race: l3 against itself.
package main

import (
	"sync"
)

type store struct{ m map[string]int }

func (s *store) l1(k string) { s.l2(k) }
func (s *store) l2(k string) { s.l3(k) }
func (s *store) l3(k string) { s.m[k]++ } // want concurrent-map-access

func main() {
	s := &store{m: map[string]int{}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.l2("a")
		}()
	}
	wg.Wait()
}
