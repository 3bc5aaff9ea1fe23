// A map that a middleware captures outlives each request; one that is made in the handler does not.
// leaks: latest has the last request of each path; clean: the map of the inner handler.
package middleware

import (
	"net/http"
	"sync"
)

func Remember(next http.Handler) http.Handler {
	var mu sync.Mutex
	latest := map[string]*http.Request{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		latest[r.URL.Path] = r // want request-retained
		mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func Collect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts := map[string]*http.Request{}
		add := func(name string) { parts[name] = r }
		add("outer")
		next.ServeHTTP(w, r)
	})
}
