// Request counters in a plain map written by each handler; a dump that iterates without the lock that the writers take.
// race: DATA RACE at hits, at the range of dump; clean: sizes, uptime.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type metrics struct {
	hits map[string]int

	mu     sync.Mutex
	bytes  map[string]int64
	static map[string]string
}

func newMetrics() *metrics {
	m := &metrics{hits: map[string]int{}, bytes: map[string]int64{}, static: map[string]string{}}
	m.static["version"] = "1"
	return m
}

func (m *metrics) middleware(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m.hits[r.Method]++ // want concurrent-map-access
		next(w, r)
		m.sent(r.Method, r.ContentLength)
	}
}

func (m *metrics) sent(method string, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bytes[method] += n
}

func (m *metrics) dump(w http.ResponseWriter, r *http.Request) {
	for k, v := range m.bytes { // want concurrent-map-access
		fmt.Fprintln(w, k, v)
	}
}

func (m *metrics) sizes(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	out := make(map[string]int64, len(m.bytes))
	for k, v := range m.bytes {
		out[k] = v
	}
	m.mu.Unlock()
	for k, v := range out {
		fmt.Fprintln(w, k, v, m.static["version"])
	}
}

func main() {
	m := newMetrics()
	http.HandleFunc("/", m.middleware(m.sizes))
	http.HandleFunc("/dump", m.middleware(m.dump))
	log.Fatal(http.ListenAndServe("localhost:8183", nil))
}
