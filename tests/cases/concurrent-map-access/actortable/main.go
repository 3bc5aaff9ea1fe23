// A table that one goroutine owns and others reach by messages; others are handed over, published once, or sharded.
// clean: -race finds nothing in 1000 rounds.
package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"sync"
)

type request struct {
	key   string
	delta int
	reply chan int
}

func owner(ctx context.Context, in <-chan request) {
	table := make(map[string]int)
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-in:
			table[r.key] += r.delta
			r.reply <- table[r.key]
		}
	}
}

func ask(in chan<- request, key string, delta int) int {
	r := request{key, delta, make(chan int, 1)}
	in <- r
	return <-r.reply
}

type shard struct {
	sync.Mutex
	m map[string]int
}

type sharded [8]shard

func newSharded() *sharded {
	s := new(sharded)
	for i := range s {
		s[i].m = map[string]int{}
	}
	return s
}

func (s *sharded) of(key string) *shard {
	h := fnv.New32a()
	h.Write([]byte(key))
	return &s[h.Sum32()%uint32(len(s))]
}

func (s *sharded) add(key string) {
	sh := s.of(key)
	sh.Lock()
	defer sh.Unlock()
	sh.m[key]++
}

// produce hands each map to the receiver and does not touch it again.
func produce(n int) <-chan map[string]int {
	out := make(chan map[string]int)
	go func() {
		defer close(out)
		for i := 0; i < n; i++ {
			m := map[string]int{"i": i}
			m["twice"] = 2 * i
			out <- m
		}
	}()
	return out
}

var (
	codesOnce sync.Once
	codes     map[string]int
)

func code(name string) int {
	codesOnce.Do(func() {
		codes = map[string]int{"ok": 0}
		codes["fail"] = 1
	})
	return codes[name]
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	in := make(chan request)
	go owner(ctx, in)
	sh := newSharded()
	names := map[string]int{}
	names["a"] = 1
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(ask(in, "a", i), code("fail"), names["a"])
			sh.add("a")
		}()
	}
	wg.Wait()
	names["b"] = 2
	for m := range produce(3) {
		m["seen"] = 1
		fmt.Println(len(m))
	}
}
