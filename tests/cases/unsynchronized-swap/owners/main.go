// Fields that are replaced while goroutines run, but only one goroutine reads each: its owner; or a lock, or a channel of one.
// clean: run -race.
package main

import (
	"fmt"
	"slices"
	"sync"
)

type table struct{ rows map[string]int }

type loop struct {
	cur    *table // only the loop's
	swap   chan *table
	ask    chan query
	closed chan struct{}
}

type query struct {
	key   string
	reply chan int
}

func newLoop() *loop {
	l := &loop{cur: &table{}, swap: make(chan *table), ask: make(chan query), closed: make(chan struct{})}
	go l.run()
	return l
}

func (l *loop) run() {
	for {
		select {
		case t := <-l.swap:
			l.cur = t
		case q := <-l.ask:
			q.reply <- l.cur.rows[q.key]
		case <-l.closed:
			return
		}
	}
}

func (l *loop) get(k string) int {
	q := query{k, make(chan int, 1)}
	l.ask <- q
	return <-q.reply
}

type latest chan *table // holds the newest table

func (c latest) set(t *table) {
	<-c
	c <- t
}

func (c latest) get() *table {
	t := <-c
	c <- t
	return t
}

type listeners struct {
	mu   sync.RWMutex
	list []func(*table)
}

func (l *listeners) add(f func(*table)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(slices.Clone(l.list), f)
}

func (l *listeners) fire(t *table) {
	l.mu.RLock()
	fs := l.list
	l.mu.RUnlock()
	for _, f := range fs {
		f(t)
	}
}

type worker struct {
	conf *table
	next chan *table
	n    int
}

func (w *worker) run(jobs <-chan string) {
	for j := range jobs {
		select {
		case w.conf = <-w.next:
		default:
		}
		w.n += w.conf.rows[j]
	}
}

func main() {
	l := newLoop()
	c := make(latest, 1)
	c <- &table{}
	ls := &listeners{}
	w := &worker{conf: &table{rows: map[string]int{"a": 1}}, next: make(chan *table, 1)}
	w.conf = &table{rows: map[string]int{"a": 2}}
	jobs := make(chan string)
	var wg sync.WaitGroup
	wg.Go(func() { w.run(jobs) })
	for i := range 5 {
		wg.Go(func() {
			t := &table{rows: map[string]int{"a": i}}
			l.swap <- t
			c.set(t)
			ls.add(func(*table) {})
			ls.fire(c.get())
			l.get("a")
		})
	}
	for range 10 {
		jobs <- "a"
	}
	w.next <- &table{rows: map[string]int{"a": 100}}
	jobs <- "a"
	close(jobs)
	wg.Wait()
	close(l.closed)
	w.conf = nil
	fmt.Println(w.n, len(c.get().rows))
}
