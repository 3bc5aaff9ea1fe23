// A served API: sessions expire on read, uploads are removed by their handler, visits are capped by a helper, quotas go with their user; only etags stays.
// heap grows: one etag for each path asked, for ever; clean: the others.
package main

import (
	"crypto/sha256"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

type service struct {
	mu       sync.Mutex
	etags    map[string][32]byte
	sessions map[string]time.Time
	uploads  map[string]int64
	visits   map[string]int
	quotas   map[string]int
	modes    map[bool]int
}

func newService() *service {
	return &service{
		etags: map[string][32]byte{}, sessions: map[string]time.Time{}, uploads: map[string]int64{},
		visits: map[string]int{}, quotas: map[string]int{}, modes: map[bool]int{},
	}
}

func (s *service) etag(path string) [32]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.etags[path]; ok {
		return t
	}
	t := sha256.Sum256([]byte(path))
	s.etags[path] = t // want unbounded-map
	return t
}

func (s *service) session(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, end := range s.sessions {
		if time.Now().After(end) {
			delete(s.sessions, k)
		}
	}
	_, ok := s.sessions[id]
	s.sessions[id] = time.Now().Add(time.Minute)
	return ok
}

func makeRoom[K comparable, V any](m map[K]V, max int) {
	for k := range m {
		if len(m) < max {
			return
		}
		delete(m, k)
	}
}

func (s *service) visit(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	makeRoom(s.visits, 64)
	s.visits[path]++
	return s.visits[path]
}

func (s *service) upload(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	s.mu.Lock()
	s.uploads[id] = r.ContentLength
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.uploads, id)
		s.mu.Unlock()
	}()
	fmt.Fprint(w, "stored")
}

func (s *service) login(w http.ResponseWriter, r *http.Request) {
	u := r.FormValue("user")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quotas[u] = 10
	s.modes[r.TLS != nil]++
}

func (s *service) logout(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.quotas, r.FormValue("user"))
}

func (s *service) get(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%x %v %d", s.etag(r.URL.Path), s.session(r.FormValue("sid")), s.visit(r.URL.Path))
}

func main() {
	s := newService()
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.get)
	mux.HandleFunc("/upload", s.upload)
	mux.HandleFunc("/login", s.login)
	mux.HandleFunc("/logout", s.logout)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: mux}
	go func() {
		defer srv.Close()
		for _, p := range []string{"/a", "/b", "/upload?id=1", "/login?user=x", "/logout?user=x"} {
			if resp, err := http.Get("http://" + l.Addr().String() + p); err == nil {
				resp.Body.Close()
			}
		}
	}()
	log.Print(srv.Serve(l))
}
