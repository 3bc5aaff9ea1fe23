// Counters in an embedded struct, whose lock stands beside it: read and written in two sections, or in one.
// lost: parallel requests of /hit; clean: /visit, and /reset, which does not depend on what was read.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type tables struct {
	hits map[string]int
}

type Site struct {
	mu sync.Mutex
	tables
}

func (s *Site) hit(w http.ResponseWriter, r *http.Request) {
	page := r.FormValue("page")
	s.mu.Lock()
	n := s.hits[page]
	s.mu.Unlock()
	n++
	fmt.Fprintln(w, n)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hits[page] = n // want lost-update
}

func (s *Site) visit(w http.ResponseWriter, r *http.Request) {
	page := r.FormValue("page")
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.hits[page]
	s.hits[page] = n + 1
}

func (s *Site) reset(w http.ResponseWriter, r *http.Request) {
	page := r.FormValue("page")
	s.mu.Lock()
	n := s.hits[page]
	s.mu.Unlock()
	fmt.Fprintln(w, n)
	s.mu.Lock()
	s.hits[page] = 0
	s.mu.Unlock()
}

func main() {
	s := &Site{tables: tables{hits: map[string]int{}}}
	http.HandleFunc("/hit", s.hit)
	http.HandleFunc("/visit", s.visit)
	http.HandleFunc("/reset", s.reset)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
