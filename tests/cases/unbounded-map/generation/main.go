// A map that is replaced while the program runs starts anew; one that is made on first use does not.
// heap grows: total; clean: today, which midnight replaces, and window, whose owner is replaced as a whole.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"
)

type window struct{ paths map[string]int }

type stats struct {
	mu      sync.Mutex
	total   map[string]int
	today   map[string]int
	current *window
}

func (s *stats) hit(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.total == nil {
		s.total = make(map[string]int)
	}
	s.total[path]++ // want unbounded-map
	s.today[path]++
	s.current.paths[path]++
}

func (s *stats) midnight() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.today = make(map[string]int)
	s.current = &window{paths: make(map[string]int)}
}

var all = stats{today: map[string]int{}, current: &window{paths: map[string]int{}}}

func main() {
	go func() {
		for range time.Tick(24 * time.Hour) {
			all.midnight()
		}
	}()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		all.hit(r.URL.Path)
		fmt.Fprintln(w, "ok")
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
