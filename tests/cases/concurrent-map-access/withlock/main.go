// The lock is taken by a wrapper that runs a function, by an interface, by a method value, and by a generic guard.
// clean: run -race.
package main

import (
	"fmt"
	"sync"

	"example.com/withlock/guard"
)

type store struct {
	mu   sync.Mutex
	data map[string]int
	log  []string
}

func (s *store) withLock(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *store) inc(k string) {
	s.withLock(func() {
		s.data[k]++
		s.note("inc " + k)
	})
}

func (s *store) note(text string) { s.log = append(s.log, text) }

func (s *store) dropLocked(k string) { delete(s.data, k) }

func (s *store) drop(k string) {
	drop := s.dropLocked
	s.withLock(func() { drop(k) })
}

func (s *store) size() (n int) {
	s.withLock(func() { n = len(s.data) })
	return n
}

type view struct {
	lock  sync.Locker
	table map[int]string
}

func (v *view) set(i int, text string) {
	v.lock.Lock()
	v.table[i] = text
	v.lock.Unlock()
}

func (v *view) each(f func(int, string)) {
	v.lock.Lock()
	defer v.lock.Unlock()
	for i, t := range v.table {
		f(i, t)
	}
}

func main() {
	s := &store{data: map[string]int{}}
	v := &view{lock: &sync.Mutex{}, table: map[int]string{}}
	g := guard.New(map[string][]int{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			k := fmt.Sprint("k", i%3)
			s.inc(k)
			if i == 4 {
				s.drop(k)
			}
			v.set(i, k)
			v.each(func(int, string) {})
			g.Do(func(m *map[string][]int) { (*m)[k] = append((*m)[k], i) })
			guard.Read(g, func(m map[string][]int) int { return len(m[k]) })
		})
	}
	wg.Wait()
	fmt.Println(s.size() > 0, len(s.log), len(v.table), guard.Read(g, func(m map[string][]int) int { return len(m) }))
}
