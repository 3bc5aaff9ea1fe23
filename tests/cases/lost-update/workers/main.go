// The same update by many goroutines, by one, by code before any starts, and by code that waits for them.
// lost: eight workers leave fewer than 8000 in totals, with no DATA RACE; clean: owned, before, after.
package main

import (
	"fmt"
	"sync"
)

var (
	totals, owned, before, after sync.Map
)

func bump(m *sync.Map, k string) {
	n := 0
	if v, ok := m.Load(k); ok {
		n = v.(int)
	}
	m.Store(k, n+1)
}

func work(id int) {
	for i := 0; i < 1000; i++ {
		n := 0
		if v, ok := totals.Load("all"); ok {
			n = v.(int)
		}
		totals.Store("all", n+1) // want lost-update
	}
}

// collect is the only one that writes owned.
func collect(in <-chan string, done chan<- struct{}) {
	for k := range in {
		n := 0
		if v, ok := owned.Load(k); ok {
			n = v.(int)
		}
		owned.Store(k, n+1)
	}
	close(done)
}

func main() {
	for range 3 {
		n := 0
		if v, ok := before.Load("x"); ok {
			n = v.(int)
		}
		before.Store("x", n+1)
	}
	var wg sync.WaitGroup
	in, done := make(chan string), make(chan struct{})
	go collect(in, done)
	for id := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work(id)
			in <- "k"
		}()
	}
	wg.Wait()
	close(in)
	<-done
	bump(&after, "y")
	n, _ := totals.Load("all")
	m, _ := owned.Load("k")
	fmt.Println(n, m)
}
