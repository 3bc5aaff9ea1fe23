// Variables that are set before the goroutines that read them, after they ended, by init, by a Once, or that only one goroutine has.
// clean: -race.
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"sync"
	"time"
)

type config struct {
	name  string
	limit int
}

var (
	current *config
	lookups map[string]int
	banner  = "none"
)

func init() {
	lookups = map[string]int{"a": 1}
}

type service struct {
	cfg  *config
	hook func(string)
	once sync.Once
	last map[string]int
}

func (s *service) configure(c *config) *service {
	s.cfg = c
	s.hook = func(string) {}
	return s
}

func (s *service) run(ctx context.Context) {
	s.once.Do(func() { s.last = maps.Clone(lookups) })
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Millisecond):
			s.hook(fmt.Sprint(s.cfg.name, current.limit, len(s.last), banner))
		}
	}
}

// loop has its table to itself: what the channel brings replaces it.
func loop(in <-chan map[string]int) (n int) {
	table := map[string]int{}
	for next := range in {
		table = next
		n += table["a"]
	}
	return n
}

func main() {
	name := flag.String("name", "x", "service name")
	flag.Parse()
	current = &config{name: *name, limit: 3}
	banner = "ready"
	s := new(service).configure(current)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.run(ctx)
		}()
	}
	in := make(chan map[string]int)
	res := make(chan int)
	go func() { res <- loop(in) }()
	for i := range 3 {
		in <- map[string]int{"a": i}
	}
	close(in)
	fmt.Println(<-res)
	wg.Wait()
	current = &config{name: "end"}
	s.cfg = current
	lookups = nil
	fmt.Println(s.cfg.name)
}
