// A walk whose goroutines start more of themselves: the visited set is theirs together.
// race: walk of a tree with two branches, DATA RACE at the store; clean: walkLocked, walkSerial.
package main

import (
	"fmt"
	"sync"
)

type links map[string][]string

func (l links) walk(from string) int {
	seen := map[string]bool{}
	var wg sync.WaitGroup
	var visit func(string)
	visit = func(page string) {
		defer wg.Done()
		if seen[page] {
			return
		}
		seen[page] = true // want concurrent-map-access
		for _, next := range l[page] {
			wg.Add(1)
			go visit(next)
		}
	}
	wg.Add(1)
	go visit(from)
	wg.Wait()
	return len(seen)
}

func (l links) walkLocked(from string) int {
	seen := map[string]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var visit func(string)
	visit = func(page string) {
		defer wg.Done()
		mu.Lock()
		known := seen[page]
		seen[page] = true
		mu.Unlock()
		if known {
			return
		}
		for _, next := range l[page] {
			wg.Add(1)
			go visit(next)
		}
	}
	wg.Add(1)
	go visit(from)
	wg.Wait()
	return len(seen)
}

// walkSerial waits for each goroutine before it starts the next.
func (l links) walkSerial(from string) int {
	seen := map[string]bool{}
	var visit func(string, chan struct{})
	visit = func(page string, done chan struct{}) {
		defer close(done)
		if seen[page] {
			return
		}
		seen[page] = true
		for _, next := range l[page] {
			below := make(chan struct{})
			go visit(next, below)
			<-below
		}
	}
	done := make(chan struct{})
	go visit(from, done)
	<-done
	return len(seen)
}

func main() {
	l := links{"a": {"b", "c"}, "b": {"d"}, "c": {"d", "a"}}
	fmt.Println(l.walk("a"), l.walkLocked("a"), l.walkSerial("a"))
}
