// A channel with room for one: each goroutine is started when the last one has been answered, or each channel of a list gets one value.
// leaks: hurry leaves goroutines waiting, and so does slowGroup.
package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

func poll(ask func() bool, limit time.Duration) error {
	answer := make(chan bool, 1)
	work := func(out chan bool) { out <- ask() }
	go work(answer)
	done := time.After(limit)
	for {
		select {
		case ok := <-answer:
			if ok {
				return nil
			}
			go work(answer)
		case <-done:
			return fmt.Errorf("no answer")
		}
	}
}

func hurry(ask func() bool, limit time.Duration) error {
	answer := make(chan bool, 1)
	work := func(out chan bool) { out <- ask() }
	go work(answer) // want goroutine-leak
	go work(answer) // want goroutine-leak
	select {
	case <-answer:
		return nil
	case <-time.After(limit):
		return fmt.Errorf("no answer")
	}
}

type flight struct{ waiting []chan<- int }

type group struct {
	mu sync.Mutex
	m  map[string]*flight
}

func (g *group) start(key string, fn func() int) <-chan int {
	ch := make(chan int, 1)
	g.mu.Lock()
	defer g.mu.Unlock()
	if f, ok := g.m[key]; ok {
		f.waiting = append(f.waiting, ch)
		return ch
	}
	f := &flight{waiting: []chan<- int{ch}}
	g.m[key] = f
	go g.run(f, key, fn)
	return ch
}

func (g *group) run(f *flight, key string, fn func() int) {
	v := fn()
	g.mu.Lock()
	delete(g.m, key)
	for _, ch := range f.waiting {
		ch <- v
	}
	g.mu.Unlock()
}

func (g *group) get(key string, limit time.Duration) int {
	ch := g.start(key, func() int { time.Sleep(time.Second); return 1 })
	select {
	case v := <-ch:
		return v
	case <-time.After(limit):
		return 0
	}
}

// The channels of its list have no room.
type slowGroup struct {
	mu sync.Mutex
	m  map[string]*slowFlight
}

type slowFlight struct{ waiting []chan<- string }

func (g *slowGroup) start(key string, fn func() string) <-chan string {
	ch := make(chan string)
	g.mu.Lock()
	defer g.mu.Unlock()
	f := &slowFlight{waiting: []chan<- string{ch}}
	g.m[key] = f
	go g.run(f, key, fn) // want goroutine-leak
	return ch
}

func (g *slowGroup) run(f *slowFlight, key string, fn func() string) {
	v := fn()
	g.mu.Lock()
	delete(g.m, key)
	g.mu.Unlock()
	for _, ch := range f.waiting {
		ch <- v
	}
}

func (g *slowGroup) get(key string, limit time.Duration) string {
	ch := g.start(key, func() string { time.Sleep(time.Second); return "1" })
	select {
	case v := <-ch:
		return v
	case <-time.After(limit):
		return ""
	}
}

func main() {
	g := &group{m: map[string]*flight{}}
	slow := &slowGroup{m: map[string]*slowFlight{}}
	yes := func() bool { return true }
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, poll(yes, time.Second), hurry(yes, time.Second), slow.get("a", time.Second), g.get("a", time.Second))
	})
	http.ListenAndServe(":8080", nil)
}
