// sync.Map and package-level maps, requests as keys, and the response writer.
// leaks: the request and its writer stay reachable; clean: marks, removed when the handler ends, and a map of strings.
package globals

import (
	"net/http"
	"sync"
)

var (
	last  sync.Map
	mu    sync.Mutex
	seen  = map[*http.Request]bool{}
	outs  = map[string]http.ResponseWriter{}
	marks sync.Map
	names = map[string]string{}
)

func Serve(w http.ResponseWriter, r *http.Request) {
	last.Store(r.URL.Path, r) // want request-retained
	mu.Lock()
	defer mu.Unlock()
	seen[r] = true       // want request-retained
	outs[r.URL.Path] = w // want request-retained
	names[r.URL.Path] = r.Host
}

func Mark(w http.ResponseWriter, r *http.Request) {
	marks.Store(r, true)
	defer marks.Delete(r)
	w.WriteHeader(http.StatusOK)
}
