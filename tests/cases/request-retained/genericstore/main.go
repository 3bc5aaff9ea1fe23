// A generic store, a map of slices, a sync.Map and a map in a map: each gets a request, or its context, beside one that gets a string.
// leaks: the requests are reachable from the stores; clean: names, deadlines, and the entry that is removed by who entered it.
package main

import (
	"context"
	"log"
	"net/http"
	"sync"
	"time"
)

type Store[V any] struct {
	mu sync.Mutex
	m  map[string]V
}

func NewStore[V any]() *Store[V] { return &Store[V]{m: make(map[string]V)} }

func (s *Store[V]) Put(k string, v V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = v // want request-retained
}

func (s *Store[V]) Drop(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, k)
}

type job struct {
	ctx  context.Context
	name string
}

func newJob(ctx context.Context, name string) *job { return &job{ctx: ctx, name: name} }

var (
	requests = NewStore[*http.Request]()
	mu       sync.Mutex
	byUser   = map[string][]*http.Request{}
	byRoom   = map[string]map[string]*job{}
	names    = map[string][]string{}
	until    = map[string]time.Time{}
	contexts sync.Map
	current  sync.Map
)

func keep(w http.ResponseWriter, r *http.Request) {
	requests.Put(r.URL.Path, r)
}

func queue(w http.ResponseWriter, r *http.Request) {
	user := r.FormValue("user")
	mu.Lock()
	defer mu.Unlock()
	byUser[user] = append(byUser[user], r) // want request-retained
	names[user] = append(names[user], r.URL.Path)
	if d, ok := r.Context().Deadline(); ok {
		until[user] = d
	}
}

func room(w http.ResponseWriter, r *http.Request) {
	j := newJob(r.Context(), r.FormValue("name"))
	mu.Lock()
	defer mu.Unlock()
	jobs := byRoom[r.FormValue("room")]
	if jobs == nil {
		jobs = map[string]*job{}
		byRoom[r.FormValue("room")] = jobs
	}
	jobs[j.name] = j // want request-retained
}

func first(w http.ResponseWriter, r *http.Request) {
	contexts.LoadOrStore(r.FormValue("name"), r.Context()) // want request-retained
}

func once(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	if _, busy := current.LoadOrStore(name, r); busy {
		http.Error(w, "busy", http.StatusConflict)
		return
	}
	defer current.Delete(name)
	time.Sleep(time.Millisecond)
}

func main() {
	http.HandleFunc("/keep", keep)
	http.HandleFunc("/queue", queue)
	http.HandleFunc("/room", room)
	http.HandleFunc("/first", first)
	http.HandleFunc("/once", once)
	log.Fatal(http.ListenAndServe("localhost:0", nil))
}
