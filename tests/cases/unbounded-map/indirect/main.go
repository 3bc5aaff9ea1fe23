// Removal that is hard to see: maps.DeleteFunc, *s = T{}, a helper that empties through a pointer, an LRU in another package, a Swap of an atomic pointer, a Range that deletes.
// clean: the maps stay small under any number of requests.
package main

import (
	"fmt"
	"log"
	"maps"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.com/indirect/lru"
)

type stats struct {
	byPath map[string]int
	byAddr map[string]int
}

type service struct {
	mu     sync.Mutex
	stats  stats
	tokens map[string]time.Time
	words  map[string]int
	pages  *lru.Cache[string]
	live   sync.Map
	epoch  atomic.Pointer[sync.Map]
}

func (s *stats) reset() { *s = stats{map[string]int{}, map[string]int{}} }

func empty[M ~map[K]V, K comparable, V any](m *M) M {
	old := *m
	*m = make(M)
	return old
}

func newService() *service {
	s := &service{tokens: map[string]time.Time{}, words: map[string]int{}, pages: lru.New[string](16)}
	s.stats.reset()
	s.epoch.Store(new(sync.Map))
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	s.mu.Lock()
	s.stats.byPath[r.URL.Path]++
	s.stats.byAddr[r.RemoteAddr]++
	s.tokens[r.FormValue("t")] = now
	s.words[r.FormValue("w")]++
	s.mu.Unlock()
	s.live.Store(r.RemoteAddr, now)
	s.epoch.Load().Store(r.URL.RawQuery, true)
	s.pages.Put(r.URL.Path, "page")
	fmt.Fprintln(w, "ok")
}

func (s *service) every(now time.Time) int {
	s.mu.Lock()
	maps.DeleteFunc(s.tokens, func(_ string, at time.Time) bool { return now.Sub(at) > time.Minute })
	n := len(s.stats.byPath)
	s.stats.reset()
	flushed := empty(&s.words)
	s.mu.Unlock()
	s.live.Range(func(k, v any) bool {
		if now.Sub(v.(time.Time)) > time.Minute {
			s.live.Delete(k)
		}
		return true
	})
	s.epoch.Swap(new(sync.Map))
	return n + len(flushed)
}

func (s *service) loop(stop <-chan struct{}) {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			s.every(now)
		case <-stop:
			return
		}
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	s := newService()
	stop := make(chan struct{})
	go s.loop(stop)
	srv := &http.Server{Handler: s}
	go func() {
		defer srv.Close()
		for i := range 40 {
			if resp, err := http.Get(fmt.Sprintf("http://%s/p%d?t=%d&w=%d", l.Addr(), i, i, i)); err == nil {
				resp.Body.Close()
			}
		}
	}()
	log.Print(srv.Serve(l))
	close(stop)
	fmt.Println(s.pages.Len() <= 16)
}
