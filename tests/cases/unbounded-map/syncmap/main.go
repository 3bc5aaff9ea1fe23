// sync.Map: LoadOrStore with keys of requests; one that Range and Delete sweep, one that a counter limits.
// heap grows: locks; clean: sessions, limited.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type server struct {
	locks    sync.Map // path -> *sync.Mutex
	sessions sync.Map // cookie -> time.Time
	limited  sync.Map // path -> struct{}
	size     atomic.Int64
}

func (s *server) lock(path string) *sync.Mutex {
	mu, _ := s.locks.LoadOrStore(path, new(sync.Mutex)) // want unbounded-map
	return mu.(*sync.Mutex)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mu := s.lock(r.URL.Path)
	mu.Lock()
	defer mu.Unlock()
	if c, err := r.Cookie("session"); err == nil {
		s.sessions.Store(c.Value, time.Now())
	}
	if s.size.Load() < 1000 {
		if _, known := s.limited.LoadOrStore(r.URL.Path, struct{}{}); !known {
			s.size.Add(1)
		}
	}
	fmt.Fprintln(w, "ok")
}

func (s *server) sweep() {
	for now := range time.Tick(time.Minute) {
		s.sessions.Range(func(key, at any) bool {
			if now.Sub(at.(time.Time)) > time.Hour {
				s.sessions.Delete(key)
			}
			return true
		})
	}
}

func main() {
	s := new(server)
	go s.sweep()
	log.Fatal(http.ListenAndServe("localhost:8080", s))
}
