// An encoder calls the method of what it is given: with the lock of who calls it, or without one.
// race: /last beside /hit, DATA RACE at the time; clean: /total, whose handler has the lock while it encodes.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"sync"
	"time"
)

type stamp struct {
	mu   sync.Mutex
	last time.Time
}

func (s *stamp) hit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = time.Now()
}

func (s *stamp) MarshalJSON() ([]byte, error) {
	return json.Marshal(s.last.Unix()) // want unsynchronized-swap
}

type totals struct {
	mu    sync.Mutex
	since time.Time
	name  string
}

func (t *totals) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.since = time.Now()
}

func (t *totals) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]int64{t.name: t.since.Unix()})
}

func (t *totals) write(w http.ResponseWriter) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return json.NewEncoder(w).Encode(t)
}

var (
	hits = &stamp{}
	all  = &totals{name: "all"}
)

func main() {
	http.HandleFunc("/hit", func(http.ResponseWriter, *http.Request) {
		hits.hit()
		all.reset()
	})
	http.HandleFunc("/last", func(w http.ResponseWriter, _ *http.Request) {
		if err := json.NewEncoder(w).Encode(hits); err != nil {
			log.Print(err)
		}
	})
	http.HandleFunc("/total", func(w http.ResponseWriter, _ *http.Request) {
		if err := all.write(w); err != nil {
			log.Print(err)
		}
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
