// A store behind an interface, of one type or another: the one without a lock races; one that is only behind a lock does not.
// race: two requests with -fast, DATA RACE at the insert; clean: with the other store, and plain, which synced locks.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"sync"
)

type store interface {
	put(k, v string)
	get(k string) string
}

type fast struct{ m map[string]string }

func (s *fast) put(k, v string) {
	s.m[k] = v // want concurrent-map-access
}

func (s *fast) get(k string) string { return s.m[k] }

type slow struct {
	mu sync.Mutex
	m  map[string]string
}

func (s *slow) put(k, v string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = v
}

func (s *slow) get(k string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[k]
}

func open(quick bool) store {
	if quick {
		return &fast{m: map[string]string{}}
	}
	return &slow{m: map[string]string{}}
}

type notes interface {
	add(text string)
	all() []string
}

type plain struct{ m map[string]bool }

func (p *plain) add(text string) { p.m[text] = true }

func (p *plain) all() (out []string) {
	for text := range p.m {
		out = append(out, text)
	}
	return out
}

type synced struct {
	mu sync.Mutex
	in notes
}

func (s *synced) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.in.add(text)
}

func (s *synced) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.in.all()
}

type server struct {
	store store
	notes notes
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		s.store.put("latest", r.FormValue("v"))
		s.notes.add("put")
		return
	}
	fmt.Fprintln(w, s.store.get("latest"), s.notes.all())
}

func main() {
	quick := flag.Bool("fast", false, "without a lock")
	flag.Parse()
	s := &server{store: open(*quick), notes: &synced{in: &plain{m: map[string]bool{}}}}
	log.Fatal(http.ListenAndServe("localhost:8080", s))
}
