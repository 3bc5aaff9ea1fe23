// A real server: the handlers lock through middleware, a method expression and a store interface; /stats reads one map without the lock.
// race: GET /stats beside POST /hit, "concurrent map iteration and map write"; clean: all other handlers.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

type store interface {
	add(path string)
	all() map[string]int
}

type memory struct {
	sync.RWMutex
	hits map[string]int
}

const maxKeys = 100

func (m *memory) add(path string) {
	m.Lock()
	defer m.Unlock()
	if len(m.hits) > maxKeys {
		clear(m.hits)
	}
	m.hits[path]++
}

func (m *memory) all() map[string]int {
	m.RLock()
	defer m.RUnlock()
	out := make(map[string]int, len(m.hits))
	for k, v := range m.hits {
		out[k] = v
	}
	return out
}

type app struct {
	mu     sync.Mutex
	store  store
	times  map[string]time.Time
	status map[int]int
	routes map[string]string // filled by newApp only
}

func newApp() *app {
	a := &app{store: &memory{hits: map[string]int{}}, times: map[string]time.Time{}, status: map[int]int{}, routes: map[string]string{}}
	a.routes["/hit"] = "POST"
	a.routes["/stats"] = "GET"
	return a
}

// locked runs the handler with the lock held.
func (a *app) locked(h func(*app, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		h(a, w, r)
	}
}

func (a *app) hit(w http.ResponseWriter, r *http.Request) {
	if _, ok := a.routes[r.URL.Path]; !ok {
		http.NotFound(w, r)
		return
	}
	a.times[r.URL.Path] = time.Now()
	a.status[http.StatusOK]++
}

func (a *app) list(w http.ResponseWriter, r *http.Request) {
	json.NewEncoder(w).Encode(a.store.all())
	for c, n := range a.status {
		fmt.Fprintln(w, c, n)
	}
}

func (a *app) stats(w http.ResponseWriter, r *http.Request) {
	a.store.add("/stats")
	for p, t := range a.times { // want concurrent-map-access
		fmt.Fprintln(w, p, t.Unix(), a.routes[p])
	}
}

func (a *app) mux() http.Handler {
	m := http.NewServeMux()
	m.Handle("POST /hit", a.locked((*app).hit))
	m.Handle("GET /list", a.locked((*app).list))
	m.HandleFunc("GET /stats", a.stats)
	return m
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: newApp().mux()}
	go func() {
		defer srv.Close()
		url := "http://" + l.Addr().String()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 20 {
					if resp, err := http.Post(url+"/hit", "", nil); err == nil {
						resp.Body.Close()
					}
					if resp, err := http.Get(url + "/stats"); err == nil {
						resp.Body.Close()
					}
				}
			})
		}
		wg.Wait()
	}()
	log.Print(srv.Serve(l))
}
