// A stock: Take changes a copy and forgets it; refill reads and writes in two critical sections. The others write back.
// lost: take leaves the count, and 8 refills of 1 give fewer than 8; clean: add, move, peek.
package main

import (
	"fmt"
	"sync"
	"time"
)

type item struct {
	count int
	taken int
}

type stock struct {
	mu    sync.Mutex
	items map[string]item
	price map[string]int
}

func (s *stock) add(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	it := s.items[k]
	it.count += n
	s.items[k] = it
}

func (s *stock) take(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.items[k]
	if !ok || it.count == 0 {
		return false
	}
	it.count-- // want lost-update
	return true
}

func (s *stock) move(from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	src, dst := s.items[from], s.items[to]
	dst.count += src.count
	src.count = 0
	s.items[to], s.items[from] = dst, src
}

func (s *stock) peek(k string) item {
	s.mu.Lock()
	defer s.mu.Unlock()
	it := s.items[k]
	if it.count < 0 {
		it.count = 0
	}
	return it
}

func (s *stock) priceOf(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.price[k]
}

func (s *stock) setPrice(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.price[k] = n
}

func (s *stock) raise(k string) {
	p := s.priceOf(k)
	time.Sleep(time.Millisecond)
	s.setPrice(k, p+1) // want lost-update
}

func (s *stock) lower(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.price[k]; p > 0 {
		s.price[k] = p - 1
	}
}

func main() {
	s := &stock{items: map[string]item{}, price: map[string]int{}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s.add("a", 1)
			s.take("a")
			s.raise("a")
			s.lower("b")
		})
	}
	wg.Wait()
	fmt.Println(s.peek("a"), s.priceOf("a"))
	s.move("a", "b")
	fmt.Println(s.peek("a"), s.peek("b"))
}
