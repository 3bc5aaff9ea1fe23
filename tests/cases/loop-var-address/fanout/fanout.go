// Goroutines: with the captured variable, with its address, waited for inside and after the iteration.
// aliases: the goroutines of all, addressed and limited see later hosts (-race reports them); clean: the rest waits, or has its own.
package main

import (
	"sync"
	"time"
)

type host struct{ name string }

func probe(h *host) string { time.Sleep(time.Millisecond); return h.name }

func all(hosts []host) []string {
	out := make(chan string, len(hosts))
	for _, h := range hosts {
		go func() { time.Sleep(time.Millisecond); out <- h.name }() // want loop-var-address
	}
	var names []string
	for range hosts {
		names = append(names, <-out)
	}
	return names
}

func addressed(hosts []host, out chan<- string) {
	report := func(h *host) { out <- probe(h) }
	for _, h := range hosts {
		go report(&h) // want loop-var-address
	}
}

func limited(hosts []host) {
	sem := make(chan struct{}, 2)
	for _, h := range hosts {
		sem <- struct{}{}
		go func() { probe(&h); <-sem }() // want loop-var-address
	}
}

func waited(hosts []host) (names []string) {
	for _, h := range hosts {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { defer wg.Done(); names = append(names, h.name) }()
		wg.Wait()
	}
	return names
}

func shared(hosts []host) (names []string) {
	var wg sync.WaitGroup
	for _, h := range hosts {
		for try := 0; try < 2; try++ {
			wg.Add(1)
			go func(try int) {
				defer wg.Done()
				probe(&h)
			}(try)
		}
		wg.Wait()
		names = append(names, h.name)
	}
	return names
}

func timedOut(hosts []host) int {
	n := 0
	for _, h := range hosts {
		done := make(chan string, 1)
		go func() { done <- probe(&h) }()
		select {
		case <-done:
			n++
		case <-time.After(time.Second):
			return n
		}
	}
	return n
}

func passed(hosts []host, out chan<- string) {
	for _, h := range hosts {
		go func(h host) { out <- probe(&h) }(h)
	}
}

func main() {
	hosts := []host{{"a"}, {"b"}, {"c"}}
	if n := all(hosts); n[0] != "c" || n[1] != "c" {
		panic("all")
	}
	out := make(chan string, 3)
	addressed(hosts, out)
	if <-out != "c" || <-out != "c" || <-out != "c" {
		panic("addressed")
	}
	limited(hosts)
	passed(hosts, out)
	if <-out == "" || waited(hosts)[0] != "a" || shared(hosts)[0] != "a" || timedOut(hosts) != 3 {
		panic("clean")
	}
}
