// Metrics by label: routes are as many as there are patterns, paths are not; codes and methods are few, user agents are not.
// heap grows: byPath, byAgent, byClient; clean: byRoute, byCode, byMinute (60 keys).
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

type labels struct{ method, path string }

type route struct {
	method  string
	pattern string
}

type metrics struct {
	mu       sync.Mutex
	byPath   map[labels]int
	byRoute  map[route]int
	byAgent  map[string]*int
	byClient map[string][]time.Time
	byCode   map[int]int
	byMinute map[int]int
	byDay    map[string]int
}

type recorder struct {
	http.ResponseWriter
	code int
}

func (r *recorder) WriteHeader(code int) {
	r.code = code
	r.ResponseWriter.WriteHeader(code)
}

func (m *metrics) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{w, 200}
		next.ServeHTTP(rec, r)
		m.observe(r, rec.code)
	})
}

func (m *metrics) observe(r *http.Request, code int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.byPath[labels{r.Method, r.URL.Path}]++ // want unbounded-map
	m.byRoute[route{r.Method, r.Pattern}]++
	m.byCode[code]++
	m.byMinute[time.Now().Minute()]++
	m.byDay[time.Now().Format(time.DateOnly)]++ // want unbounded-map
	if n, ok := m.byAgent[r.UserAgent()]; ok {
		*n++
	} else {
		m.byAgent[r.UserAgent()] = new(int) // want unbounded-map
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return
	}
	m.byClient[host] = append(m.byClient[host], time.Now()) // want unbounded-map
}

func main() {
	m := &metrics{
		byPath: map[labels]int{}, byRoute: map[route]int{}, byAgent: map[string]*int{}, byClient: map[string][]time.Time{},
		byCode: map[int]int{}, byMinute: map[int]int{}, byDay: map[string]int{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello") })
	log.Fatal(http.ListenAndServe("localhost:0", m.wrap(mux)))
}
