// Middlewares that remember: maps in closures that main sets up, in package variables of an inner package, in a struct embedded in another.
// heap grows: visits, store.Seen; clean: sizes, which has few keys, and the map of one response.
package main

import (
	"log"
	"net/http"
	"path"
	"sync"

	"example.com/middlewares/store"
)

func counting(next http.Handler) http.Handler {
	var mu sync.Mutex
	visits := map[string]int{}
	sizes := map[bool]int{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dir, _ := path.Split(r.URL.Path)
		mu.Lock()
		visits[dir]++ // want unbounded-map
		sizes[r.ContentLength > 1000]++
		mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func tagging(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tags := map[string]string{}
		for k, v := range r.URL.Query() {
			tags[k] = v[0]
		}
		if len(tags) > 0 {
			w.Header().Set("X-Tags", "yes")
		}
		store.Note(r.Header.Get("X-Request-Id"))
		store.Use(r.FormValue("feature"))
		next.ServeHTTP(w, r)
	})
}

func main() {
	h := http.NotFoundHandler()
	log.Fatal(http.ListenAndServe("localhost:0", counting(tagging(h))))
}
