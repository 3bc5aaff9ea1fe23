// Copy-on-write done wrong: the published map is written in place; atomic.Value, atomic.Pointer and a field under a lock.
// race: Put, PutValue, Add against the readers, fatal error at the inserts; clean: Replace.
package published

import (
	"net/http"
	"sync"
	"sync/atomic"
)

type Routes struct {
	p     atomic.Pointer[map[string]string]
	v     atomic.Value
	mu    sync.RWMutex
	byTag map[string]string
}

func New() *Routes {
	r := &Routes{byTag: map[string]string{}}
	m := map[string]string{"/": "index"}
	r.p.Store(&m)
	r.v.Store(map[string]int{"/": 1})
	return r
}

func (r *Routes) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Write([]byte((*r.p.Load())[req.URL.Path]))
	if r.v.Load().(map[string]int)[req.URL.Path] == 0 {
		w.WriteHeader(http.StatusNotFound)
	}
	r.mu.RLock()
	m := r.byTag
	r.mu.RUnlock()
	w.Write([]byte(m[req.FormValue("tag")])) // want concurrent-map-access
}

func (r *Routes) Put(w http.ResponseWriter, req *http.Request) {
	m := *r.p.Load()
	m[req.URL.Path] = req.FormValue("to") // want concurrent-map-access
}

func (r *Routes) PutValue(w http.ResponseWriter, req *http.Request) {
	r.v.Load().(map[string]int)[req.URL.Path]++ // want concurrent-map-access
}

func (r *Routes) Add(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byTag[req.FormValue("tag")] = req.URL.Path
}

func (r *Routes) Replace(w http.ResponseWriter, req *http.Request) {
	next := map[string]string{}
	for k, v := range *r.p.Load() {
		next[k] = v
	}
	next[req.URL.Path] = req.FormValue("to")
	r.p.Store(&next)
}
