// Package numbered counts under the numbers of workers: each has its own, or they share some.
// lost: Halves, Both, Total; clean: Own, Passed, Direct.
package numbered

import (
	"strconv"
	"sync"
)

type tally struct{ rows sync.Map }

func (t *tally) add(key string, n int) {
	old, _ := t.rows.LoadOrStore(key, 0)
	t.rows.Store(key, old.(int)+n)
}

// Own: every worker has a row of its own.
func Own(n int, work <-chan int) *tally {
	t := &tally{}
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			for x := range work {
				t.add("w"+strconv.Itoa(i), x)
			}
		})
	}
	wg.Wait()
	return t
}

type sums struct{ rows sync.Map }

func (s *sums) add(worker int, n int) {
	old, _ := s.rows.LoadOrStore(worker, 0)
	s.rows.Store(worker, old.(int)+n)
}

func (s *sums) run(worker int, work <-chan int, wg *sync.WaitGroup) {
	defer wg.Done()
	for x := range work {
		s.add(worker, x)
	}
}

// Passed gives the number to the worker.
func Passed(n int, work <-chan int) *sums {
	s := new(sums)
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go s.run(i, work, &wg)
	}
	wg.Wait()
	return s
}

// Direct does it in the worker itself.
func Direct(work <-chan int) (all []int) {
	s := new(sums)
	done := make(chan bool)
	for i := range 4 {
		go func() {
			for x := range work {
				old, _ := s.rows.LoadOrStore(i, 0)
				s.rows.Store(i, old.(int)+x)
			}
			done <- true
		}()
	}
	for range 4 {
		<-done
	}
	s.rows.Range(func(_, n any) bool {
		all = append(all, n.(int))
		return true
	})
	return all
}

type halves struct{ rows sync.Map }

func (h *halves) add(key int, n int) {
	old, _ := h.rows.LoadOrStore(key, 0)
	h.rows.Store(key, old.(int)+n) // want lost-update
}

// Halves: two workers have one row.
func Halves(n int, work <-chan int) *halves {
	h := &halves{}
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			for x := range work {
				h.add(i/2, x)
			}
		})
	}
	wg.Wait()
	return h
}

type both struct{ rows sync.Map }

func (b *both) add(key int, n int) {
	old, _ := b.rows.LoadOrStore(key, 0)
	b.rows.Store(key, old.(int)+n) // want lost-update
}

// Both: the workers of two loops have the same numbers.
func Both(n int, left, right <-chan int) *both {
	b := &both{}
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			for x := range left {
				b.add(i, x)
			}
		})
	}
	for i := range n {
		wg.Go(func() {
			for x := range right {
				b.add(i, x)
			}
		})
	}
	wg.Wait()
	return b
}

var total sync.Map

func addTotal(key int, n int) {
	old, _ := total.LoadOrStore(key, 0)
	total.Store(key, old.(int)+n) // want lost-update
}

// Total: the rows are those of all calls.
func Total(n int, work <-chan int) {
	for i := range n {
		go func() {
			for x := range work {
				addTotal(i, x)
			}
		}()
	}
}
