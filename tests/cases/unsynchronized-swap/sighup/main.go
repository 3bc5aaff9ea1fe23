// Hot reload on SIGHUP: the config pointer and the route map are replaced while handlers read them.
// race: DATA RACE at both stores; clean: the atomic banner, the locked limits.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
)

type config struct {
	greeting string
	verbose  bool
}

type server struct {
	cfg    *config
	routes map[string]string
	banner atomic.Value

	mu     sync.RWMutex
	limits map[string]int
}

func load() (*config, map[string]string) {
	return &config{greeting: os.Getenv("GREETING")}, map[string]string{"/": "home"}
}

func newServer() *server {
	s := &server{limits: map[string]int{}}
	s.cfg, s.routes = load()
	s.banner.Store("start")
	return s
}

func (s *server) reload() {
	cfg, routes := load()
	s.cfg = cfg       // want unsynchronized-swap
	s.routes = routes // want unsynchronized-swap
	s.banner.Store(cfg.greeting)
	s.mu.Lock()
	s.limits = map[string]int{"/": len(routes)}
	s.mu.Unlock()
}

func (s *server) limit(path string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.limits[path]
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := s.routes[r.URL.Path]
	if !ok || s.limit(r.URL.Path) == 0 {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, s.cfg.greeting, name, s.banner.Load())
}

func main() {
	s := newServer()
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	go func() {
		for range hup {
			s.reload()
		}
	}()
	log.Fatal(http.ListenAndServe("localhost:8186", s))
}
