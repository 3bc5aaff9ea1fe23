// Fan-in, tee, debounce and a condition queue, all of which end; the subscription of a broker does not when its client has left.
// leaks: each Subscribe whose caller only stops reading leaves its forwarder at the send; clean: merge, tee, debounce, queue.
package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

func merge[T any](done <-chan struct{}, ins ...<-chan T) <-chan T {
	out := make(chan T)
	var wg sync.WaitGroup
	for _, in := range ins {
		wg.Go(func() {
			for v := range in {
				select {
				case out <- v:
				case <-done:
					return
				}
			}
		})
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func gen(n int) <-chan int {
	out := make(chan int, n)
	for i := range n {
		out <- i
	}
	close(out)
	return out
}

type queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	items  []string
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) pop() (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.cond.Wait()
	}
	if len(q.items) == 0 {
		return "", false
	}
	s := q.items[0]
	q.items = q.items[1:]
	return s, true
}

func (q *queue) push(s string) {
	q.mu.Lock()
	q.items = append(q.items, s)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.cond.Broadcast()
}

func (q *queue) start(f func(string)) {
	go func() {
		for {
			s, ok := q.pop()
			if !ok {
				return
			}
			f(s)
		}
	}()
}

type broker struct {
	mu   sync.Mutex
	subs map[int]chan string
	next int
}

// subscribe forwards n messages; who stops reading early leaves the forwarder.
func (b *broker) subscribe(n int) <-chan string {
	in, out := make(chan string, n), make(chan string)
	b.mu.Lock()
	b.next++
	id := b.next
	b.subs[id] = in
	b.mu.Unlock()
	for i := range n {
		in <- fmt.Sprint("m", i)
	}
	b.mu.Lock()
	delete(b.subs, id)
	b.mu.Unlock()
	go func() { // want goroutine-leak
		defer close(out)
		for range n {
			out <- <-in
		}
	}()
	return out
}

func (b *broker) serve(w http.ResponseWriter, r *http.Request) {
	ch := b.subscribe(3)
	fmt.Fprintln(w, <-ch)
}

func (b *broker) all(w http.ResponseWriter, r *http.Request) {
	q := newQueue()
	var wg sync.WaitGroup
	wg.Add(2)
	q.start(func(s string) { wg.Done() })
	q.push("a")
	q.push("b")
	wg.Wait()
	q.close()
	done := make(chan struct{})
	defer close(done)
	for v := range merge(done, gen(3), gen(4)) {
		fmt.Fprintln(w, v)
		if v == 2 {
			return
		}
	}
}

func main() {
	b := &broker{subs: map[int]chan string{}}
	http.HandleFunc("/", b.serve)
	http.HandleFunc("/all", b.all)
	time.AfterFunc(time.Hour, func() { panic("too long") })
	fmt.Println(http.ListenAndServe("256.0.0.1:0", nil))
}
