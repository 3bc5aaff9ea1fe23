// Keys that are made elsewhere: random bytes of a slice, a name that a function in a field makes, a number that comes over a channel in a struct.
// heap grows: sessions, series, running; clean: spans, grades, done, ports.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
)

type session struct{ user string }

var (
	mu       sync.Mutex
	sessions = map[string]session{}
	spans    = map[byte]int{}
	ports    = map[uint16]int{}
)

func token() string {
	raw := make([]byte, 12)
	if _, err := rand.Read(raw); err != nil {
		panic(err)
	}
	return hex.EncodeToString(raw)
}

func span() byte {
	raw := make([]byte, 1)
	rand.Read(raw)
	return raw[0]
}

type meter[L any] struct {
	mu   sync.Mutex
	key  func(L) string
	rows map[string]int
}

func newMeter[L any](key func(L) string) *meter[L] {
	return &meter[L]{key: key, rows: map[string]int{}}
}

func (m *meter[L]) count(of L) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows[m.key(of)]++ // want unbounded-map
}

type call struct{ agent string }

var series = newMeter(func(c call) string { return c.agent })

type grader struct {
	mu   sync.Mutex
	name func(int) string
	rows map[string]int
}

var grades = &grader{rows: map[string]int{}, name: func(code int) string { return strconv.Itoa(code / 100 % 10) }}

func (g *grader) count(code int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rows[g.name(code)]++
}

type task struct {
	number int64
	lane   string
	text   string
}

type board struct {
	tasks   chan task
	stop    chan struct{}
	running map[int64]string
	done    map[string]int
}

func (b *board) keep() {
	for {
		select {
		case t := <-b.tasks:
			b.running[t.number] = t.text // want unbounded-map
			b.done[t.lane]++
		case <-b.stop:
			return
		}
	}
}

func main() {
	var last atomic.Int64
	b := &board{tasks: make(chan task), stop: make(chan struct{}), running: map[int64]string{}, done: map[string]int{}}
	go b.keep()
	http.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		sessions[token()] = session{r.FormValue("user")} // want unbounded-map
		spans[span()]++
		if port, err := strconv.ParseUint(r.FormValue("port"), 10, 16); err == nil {
			ports[uint16(port)]++
		}
	})
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		series.count(call{r.UserAgent()})
		grades.count(int(r.ContentLength))
		n := last.Add(1)
		b.tasks <- task{number: n, lane: "fast", text: r.FormValue("text")}
		fmt.Fprintln(w, n)
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
