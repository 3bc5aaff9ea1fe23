// Command decorated: the same with a locked store around it: the field never has the plain one. clean: all calls are
// under the lock.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"
)

type Store interface {
	Get(k string) (string, bool)
	Set(k, v string)
	Each(func(k, v string))
}

type memStore struct{ m map[string]string }

func (s memStore) Get(k string) (string, bool) { v, ok := s.m[k]; return v, ok }
func (s memStore) Set(k, v string)             { s.m[k] = v }
func (s memStore) Each(f func(k, v string)) {
	for k, v := range s.m {
		f(k, v)
	}
}

type lockedStore struct {
	mu   sync.RWMutex
	next Store
}

func (s *lockedStore) Get(k string) (string, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.next.Get(k)
}

func (s *lockedStore) Set(k, v string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next.Set(k, v)
}

func (s *lockedStore) Each(f func(k, v string)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.next.Each(f)
}

type server struct{ db Store }

func (s *server) flush(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(time.Second):
			s.db.Each(func(k, v string) { log.Print(k, v) })
		}
	}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		s.db.Set("last", r.URL.Path)
		return
	}
	v, _ := s.db.Get("last")
	fmt.Fprintln(w, v)
}

func main() {
	s := &server{db: &lockedStore{next: memStore{map[string]string{}}}}
	stop := make(chan struct{})
	defer close(stop)
	go s.flush(stop)
	log.Print(http.ListenAndServe(":0", s))
}
