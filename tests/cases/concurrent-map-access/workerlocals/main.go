// Maps by worker, by shard index, by stripe: each goroutine has its own element; ownership goes over a channel or returns by a result.
// clean: -race in all modes.
package main

import (
	"fmt"
	"sync"
)

type worker struct {
	id    int
	local map[string]int
	out   chan<- map[string]int
}

func (w *worker) run(in <-chan string) {
	for s := range in {
		w.local[s]++
	}
	w.out <- w.local
}

func count(words []string, n int) map[string]int {
	in := make(chan string)
	out := make(chan map[string]int, n)
	for i := range n {
		w := &worker{id: i, local: map[string]int{}, out: out}
		go w.run(in)
	}
	for _, s := range words {
		in <- s
	}
	close(in)
	total := map[string]int{}
	for range n {
		for k, v := range <-out {
			total[k] += v
		}
	}
	return total
}

type striped struct {
	locks [4]sync.Mutex
	maps  [4]map[int]string
}

func newStriped() *striped {
	s := &striped{}
	for i := range s.maps {
		s.maps[i] = make(map[int]string)
	}
	return s
}

func (s *striped) put(k int, v string) {
	i := k & 3
	s.locks[i].Lock()
	defer s.locks[i].Unlock()
	s.maps[i][k] = v
}

func (s *striped) get(k int) (string, bool) {
	i := k & 3
	s.locks[i].Lock()
	defer s.locks[i].Unlock()
	v, ok := s.maps[i][k]
	return v, ok
}

func perSlot(words []string) int {
	slots := make([]map[string]bool, len(words))
	var wg sync.WaitGroup
	for i, w := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			m := make(map[string]bool)
			m[w] = true
			slots[i] = m
			slots[i][w+"!"] = true
		}()
	}
	wg.Wait()
	n := 0
	for _, m := range slots {
		n += len(m)
	}
	return n
}

type token struct{ state map[string]int }

// relay passes one token around: only its holder touches the map.
func relay(n int) int {
	first := make(chan *token)
	in := first
	for i := range n {
		out := make(chan *token)
		go func(in <-chan *token, out chan<- *token) {
			t := <-in
			t.state[fmt.Sprint(i)] = i
			out <- t
		}(in, out)
		in = out
	}
	first <- &token{state: map[string]int{}}
	return len((<-in).state)
}

func main() {
	words := []string{"a", "b", "a", "c"}
	s := newStriped()
	var wg sync.WaitGroup
	for k := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.put(k, "x")
			s.get(k)
		}()
	}
	wg.Wait()
	fmt.Println(count(words, 3), perSlot(words), relay(3))
}
