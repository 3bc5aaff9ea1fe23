// Requests that are entered through an interface, and left by what that returns, or by another call; one of them is never left.
// retained: seen; clean: log, desk.
package main

import (
	"net/http"
	"sync"
)

type journal interface {
	Enter(r *http.Request) (leave func())
}

type log struct {
	mu   sync.Mutex
	open map[*http.Request]bool
}

func (l *log) Enter(r *http.Request) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[r] = true
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.open, r)
	}
}

type guests interface {
	Arrive(r *http.Request)
	Depart(r *http.Request)
}

type desk struct {
	mu  sync.Mutex
	now map[*http.Request]bool
}

func (d *desk) Arrive(r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now[r] = true
}

func (d *desk) Depart(r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.now, r)
}

type witness interface {
	Note(r *http.Request) (done func())
}

type seen struct {
	mu   sync.Mutex
	last map[string]*http.Request
}

func (s *seen) Note(r *http.Request) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last["last"] = r // want request-retained
	return func() {}
}

type site struct {
	journal journal
	guests  guests
	witness witness
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.journal.Enter(r)()
	s.guests.Arrive(r)
	defer s.guests.Depart(r)
	defer s.witness.Note(r)()
	w.WriteHeader(http.StatusNoContent)
}

func main() {
	http.ListenAndServe(":8080", &site{&log{open: map[*http.Request]bool{}}, &desk{now: map[*http.Request]bool{}}, &seen{last: map[string]*http.Request{}}})
}
