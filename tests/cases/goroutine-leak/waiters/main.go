// A shutdown waits for the channels of all parts, which a list's method has taken in; one part forgets to close its own.
// leaks: the goroutine that waits for an orphan; clean: parts that close theirs, in a helper of the same list type.
package main

import (
	"fmt"
	"net/http"
	"sync"
)

type waitlist []chan struct{}

func (l *waitlist) add(ch chan struct{}) { *l = append(*l, ch) }

func (l waitlist) wait() {
	var wg sync.WaitGroup
	for _, ch := range l {
		wg.Add(1)
		go func(ch chan struct{}) {
			<-ch
			wg.Done()
		}(ch)
	}
	wg.Wait()
}

type program struct {
	parts waitlist
	input chan string
}

func (p *program) read(done chan struct{}) {
	defer close(done)
	for line := range p.input {
		fmt.Println(line)
	}
}

func (p *program) start() chan struct{} {
	ch := make(chan struct{})
	go func() {
		defer close(ch)
		fmt.Println("started")
	}()
	return ch
}

func (p *program) run() {
	p.parts = waitlist{}
	done := make(chan struct{})
	p.parts.add(done)
	go p.read(done)
	p.parts.add(p.start())
	close(p.input)
	p.parts.wait()
}

type orphans []chan struct{}

func (o *orphans) add(ch chan struct{}) { *o = append(*o, ch) }

func (o orphans) wait() {
	for _, ch := range o {
		go func() { // want goroutine-leak
			<-ch
			fmt.Println("one is back")
		}()
	}
}

func main() {
	http.HandleFunc("/run", func(w http.ResponseWriter, r *http.Request) {
		p := &program{input: make(chan string)}
		p.run()
	})
	http.HandleFunc("/orphans", func(w http.ResponseWriter, r *http.Request) {
		var all orphans
		all.add(make(chan struct{}))
		all.wait()
	})
	http.ListenAndServe("localhost:8080", nil)
}
