// Growth through layers: an interface with a map behind it, an embedded set, a closure's map that main's handler captures, a package variable in another package.
// grows: store, seen, closure; clean: the table that a ticker replaces, the slot table of fixed size.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"

	"example.com/wrappers/audit"
)

type repo interface {
	save(id, v string)
	load(id string) (string, bool)
}

type memRepo struct {
	mu sync.Mutex
	m  map[string]string
}

func (r *memRepo) save(id, v string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m[id] = v // want unbounded-map
}

func (r *memRepo) load(id string) (string, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.m[id]
	return v, ok
}

type window struct {
	mu  sync.Mutex
	cur map[string]int
}

func (w *window) hit(k string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cur[k]++
	return w.cur[k]
}

func (w *window) rotate() {
	for range time.Tick(time.Minute) {
		w.mu.Lock()
		w.cur = make(map[string]int, len(w.cur))
		w.mu.Unlock()
	}
}

type api struct {
	repo  repo
	win   *window
	slots map[int]string
	mu    sync.Mutex
}

func (a *api) put(w http.ResponseWriter, r *http.Request) {
	a.repo.save(r.PathValue("id"), r.FormValue("v"))
	audit.Seen(r.PathValue("id"))
	a.mu.Lock()
	a.slots[len(r.URL.Path)%16] = r.URL.Path
	a.mu.Unlock()
	fmt.Fprintln(w, a.win.hit(r.RemoteAddr))
}

func (a *api) get(w http.ResponseWriter, r *http.Request) {
	v, ok := a.repo.load(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, v)
}

func counted(next http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	agents := map[string]int{}
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		agents[r.UserAgent()]++ // want unbounded-map
		mu.Unlock()
		next(w, r)
	}
}

func main() {
	a := &api{repo: &memRepo{m: map[string]string{}}, win: &window{cur: map[string]int{}}, slots: map[int]string{}}
	go a.win.rotate()
	http.HandleFunc("PUT /{id}", counted(a.put))
	http.HandleFunc("GET /{id}", a.get)
	log.Fatal(http.ListenAndServe("localhost:8207", nil))
}
