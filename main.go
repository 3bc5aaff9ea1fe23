package main

import (
	"sync"
	"time"
)

type Sessions struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *Sessions) Add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[id] = 1
	go func() { time.Sleep(time.Second); delete(s.m, id) }()
}
func main() {
	s := &Sessions{m: map[string]int{}}
	for i := 0; ; i++ {
		s.Add(time.Now().String())
		time.Sleep(time.Second)
	}
}
