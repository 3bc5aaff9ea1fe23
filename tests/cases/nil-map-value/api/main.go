// Handlers: what a request names need not be there.
// panics: GET /show?id=x, /path/x, /form?id=x, /closure?id=x through httptest (net/http recovers, and logs); clean: /safe, /wrapped.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
)

type item struct {
	Title string
	Price int
}

type server struct {
	mu    sync.RWMutex
	items map[string]*item
}

func (s *server) get(id string) *item {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items[id]
}

func (s *server) show(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	it := s.items[r.URL.Query().Get("id")]
	fmt.Fprintln(w, it.Title) // want nil-map-value
}

func (s *server) path(w http.ResponseWriter, r *http.Request) {
	it := s.get(r.PathValue("id"))
	fmt.Fprintln(w, it.Price) // want nil-map-value
}

func (s *server) form(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	if id == "" {
		http.Error(w, "id missing", http.StatusBadRequest)
		return
	}
	it, ok := s.items[id]
	if !ok {
		http.Error(w, "not found", http.StatusNotFound)
	}
	json.NewEncoder(w).Encode(it.Price) // want nil-map-value
}

func (s *server) safe(w http.ResponseWriter, r *http.Request) {
	it := s.get(r.URL.Query().Get("id"))
	if it == nil {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, it.Title)
}

func (s *server) wrapped(next func(http.ResponseWriter, *item)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		it, ok := s.items[r.FormValue("id")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		next(w, it)
	}
}

func routes(s *server) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /show", s.show)
	mux.HandleFunc("GET /path/{id}", s.path)
	mux.HandleFunc("GET /form", s.form)
	mux.HandleFunc("GET /safe", s.safe)
	mux.HandleFunc("GET /wrapped", s.wrapped(func(w http.ResponseWriter, it *item) { fmt.Fprintln(w, it.Title) }))
	mux.HandleFunc("GET /closure", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, s.items[r.FormValue("id")].Title) // want nil-map-value
	})
	return mux
}

func main() {
	http.ListenAndServe("localhost:8080", routes(&server{items: map[string]*item{}}))
}
