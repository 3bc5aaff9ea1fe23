// Code that would take entries out, and does not run: a sweep that nothing calls, one that only such a function starts, a cancel that the caller leaves.
// heap grows: tickets, hints, watchers; clean: visits, listeners, closers, sorted.
package main

import (
	"container/heap"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
	"time"
)

type table struct {
	mu   sync.Mutex
	rows map[string]time.Time
}

func (t *table) add(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key] = time.Now()
}

// Swept by main.
var visits = table{rows: map[string]time.Time{}}

func (t *table) sweep() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, at := range t.rows {
		if time.Since(at) > time.Hour {
			delete(t.rows, key)
		}
	}
}

var (
	ticketsMu sync.Mutex
	tickets   = map[string]time.Time{}
	hints     sync.Map
)

func addTicket(key string) {
	ticketsMu.Lock()
	defer ticketsMu.Unlock()
	tickets[key] = time.Now() // want unbounded-map
	hints.Store(key, true)    // want unbounded-map
}

func forgetTickets() {
	ticketsMu.Lock()
	defer ticketsMu.Unlock()
	clear(tickets)
}

// StartJanitor is not called.
func StartJanitor() {
	go func() {
		for range time.Tick(time.Minute) {
			dropHints()
		}
	}()
}

func dropHints() {
	hints.Range(func(key, _ any) bool {
		hints.Delete(key)
		return true
	})
}

type bus struct {
	mu        sync.Mutex
	next      int
	watchers  map[int]chan<- string
	listeners map[int]chan<- string
}

var events = bus{watchers: map[int]chan<- string{}, listeners: map[int]chan<- string{}}

func (b *bus) watch(c chan<- string) (id int, cancel func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	id = b.next
	b.watchers[id] = c // want unbounded-map
	return id, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.watchers, id)
	}
}

func (b *bus) listen(c chan<- string) func() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	id := b.next
	b.listeners[id] = c
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners, id)
	}
}

// A method that a library calls.
type closers struct {
	mu   sync.Mutex
	open map[string]bool
}

func (c *closers) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.open)
	return nil
}

func (c *closers) Read(p []byte) (int, error) { return 0, io.EOF }

var files = closers{open: map[string]bool{}}

func (c *closers) use(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[name] = true
}

type queue struct {
	keys   []string
	sorted map[string]bool
}

func (q *queue) Len() int           { return len(q.keys) }
func (q *queue) Less(i, j int) bool { return q.keys[i] < q.keys[j] }
func (q *queue) Swap(i, j int)      { q.keys[i], q.keys[j] = q.keys[j], q.keys[i] }
func (q *queue) Push(x any) {
	q.keys = append(q.keys, x.(string))
	q.sorted[x.(string)] = true
}
func (q *queue) Pop() any {
	last := q.keys[len(q.keys)-1]
	q.keys = q.keys[:len(q.keys)-1]
	delete(q.sorted, last)
	return last
}

var (
	waitingMu sync.Mutex
	waiting   = queue{sorted: map[string]bool{}}
)

func handle(w http.ResponseWriter, r *http.Request) {
	key := r.FormValue("key")
	visits.add(key)
	addTicket(key)
	files.use(key)
	c := make(chan string, 1)
	id, _ := events.watch(c)
	defer events.listen(c)()
	waitingMu.Lock()
	heap.Push(&waiting, key)
	if waiting.Len() > 10 {
		heap.Pop(&waiting)
	}
	waitingMu.Unlock()
	fmt.Fprintln(w, id)
}

func upload(w http.ResponseWriter, r *http.Request) {
	r.Body = &files
	w.WriteHeader(http.StatusOK)
}

func main() {
	go func() {
		for range time.Tick(time.Minute) {
			visits.sweep()
		}
	}()
	http.HandleFunc("/", handle)
	http.HandleFunc("/upload", upload)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
