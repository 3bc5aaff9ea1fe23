// A published config that is changed in place after the store; a sync.Map of counters whose fields are bumped plainly.
// race: DATA RACE at tune and at hit; clean: retune, which publishes a copy, and the atomic counter.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
)

type config struct {
	limit  int
	banner string
}

type stat struct {
	path  string
	count int
	total atomic.Int64
}

type server struct {
	cfg   atomic.Pointer[config]
	stats sync.Map // path to *stat
}

func newServer() *server {
	s := &server{}
	c := &config{limit: 10, banner: "hello"}
	c.limit *= 2
	s.cfg.Store(c)
	return s
}

func (s *server) tune(w http.ResponseWriter, r *http.Request) {
	c := s.cfg.Load()
	c.limit = len(r.FormValue("n")) // want guarded-pointer-escape
}

func (s *server) retune(w http.ResponseWriter, r *http.Request) {
	for {
		old := s.cfg.Load()
		next := *old
		next.banner = r.FormValue("banner")
		if s.cfg.CompareAndSwap(old, &next) {
			return
		}
	}
}

func (s *server) hit(w http.ResponseWriter, r *http.Request) {
	v, _ := s.stats.LoadOrStore(r.Method, &stat{path: r.Method})
	st := v.(*stat)
	st.count++ // want guarded-pointer-escape
	st.total.Add(1)
	if n := st.total.Load(); n > 100 {
		fmt.Fprintln(w, st.path, s.cfg.Load().banner)
	}
}

func main() {
	s := newServer()
	http.HandleFunc("/tune", s.tune)
	http.HandleFunc("/retune", s.retune)
	http.HandleFunc("/", s.hit)
	log.Fatal(http.ListenAndServe("localhost:8185", nil))
}
