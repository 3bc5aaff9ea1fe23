// What a function that gives handlers was called with belongs to the request if each caller calls the handler at once, and to all requests if it is registered.
// race: two requests under /open set the filter at once; clean: create's is made for the request.
package handlerfactories

import (
	"net/http"
	"strings"
)

type Filter interface {
	Allows(path string) bool
}

type prefix string

func (p prefix) Allows(path string) bool { return strings.HasPrefix(path, string(p)) }

type both struct{ a, b Filter }

func (x both) Allows(path string) bool { return x.a.Allows(path) && x.b.Allows(path) }

// Create stores what the request has, as far as the filter allows.
func Create(filter Filter, store func(string)) http.HandlerFunc {
	return create(filter, store)
}

func create(filter Filter, store func(string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if p := r.Header.Get("X-Prefix"); p != "" {
			filter = both{filter, prefix(p)}
		}
		if !filter.Allows(r.URL.Path) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		store(r.URL.Path)
	}
}

// Open likewise, for everybody.
func Open(filter Filter) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if p := r.Header.Get("X-Prefix"); p != "" {
			filter = both{filter, prefix(p)} // want unsynchronized-swap
		}
		if !filter.Allows(r.URL.Path) {
			w.WriteHeader(http.StatusForbidden)
		}
	}
}

// Routes gives the server all of its handlers.
func Routes(store func(string)) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/create", func(w http.ResponseWriter, r *http.Request) {
		Create(prefix("/create"), store)(w, r)
	})
	mux.Handle("/open", Open(prefix("/open")))
	return mux
}
