// One goroutine does all the writing, or all is done before the others start, or after they have ended; beside many that write.
// lost: the readers' own counts; clean: what the owner counts.
package main

import (
	"fmt"
	"sync"
)

type event struct{ name string }

type tally struct{ byOwner, byReader, early, late sync.Map }

func add(m *sync.Map, k string) {
	v, _ := m.LoadOrStore(k, 0)
	m.Store(k, v.(int)+1)
}

func (t *tally) own(in <-chan event, done chan<- bool) {
	for e := range in {
		v, _ := t.byOwner.LoadOrStore(e.name, 0)
		t.byOwner.Store(e.name, v.(int)+1)
	}
	done <- true
}

func (t *tally) read(names []string, out chan<- event) {
	for _, n := range names {
		v, _ := t.byReader.LoadOrStore(n, 0)
		t.byReader.Store(n, v.(int)+1) // want lost-update
		out <- event{n}
	}
}

func main() {
	t := &tally{}
	v, _ := t.early.LoadOrStore("start", 0)
	t.early.Store("start", v.(int)+1)
	in, done := make(chan event), make(chan bool)
	go t.own(in, done)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() { defer wg.Done(); t.read([]string{"a", "b"}, in) }()
	}
	wg.Wait()
	close(in)
	<-done
	add(&t.late, "end")
	n, _ := t.byOwner.Load("a")
	fmt.Println(n)
}
