// Maps behind HTTP handlers of several shapes: ServeHTTP types, methods, closures, middleware.
// race: two parallel requests, DATA RACE at each marked line; clean: the others with the same requests.
package webhandlers

import (
	"fmt"
	"net/http"
	"sync"
)

// Visits is a handler itself.
type Visits struct {
	byPath map[string]int
}

func NewVisits() *Visits { return &Visits{byPath: make(map[string]int)} }

func (v *Visits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.byPath[r.URL.Path]++ // want concurrent-map-access
	w.WriteHeader(http.StatusOK)
}

// SafeVisits is the same with an embedded lock.
type SafeVisits struct {
	sync.Mutex
	byPath map[string]int
}

func NewSafeVisits() *SafeVisits { return &SafeVisits{byPath: make(map[string]int)} }

func (v *SafeVisits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.Lock()
	v.byPath[r.URL.Path]++
	v.Unlock()
	w.WriteHeader(http.StatusOK)
}

// Carts has handlers as methods; the lock of one of them is for readers only.
type Carts struct {
	mu    sync.RWMutex
	items map[string][]string
}

func NewCarts() *Carts { return &Carts{items: map[string][]string{}} }

func (c *Carts) Add(w http.ResponseWriter, r *http.Request) {
	user, item := r.FormValue("user"), r.FormValue("item")
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.items[user] = append(c.items[user], item) // want concurrent-map-access
}

func (c *Carts) List(w http.ResponseWriter, r *http.Request) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for user, items := range c.items {
		fmt.Fprintln(w, user, len(items))
	}
}

// Baskets takes the lock in a helper, and gives the work to it.
type Baskets struct {
	mu    sync.RWMutex
	items map[string][]string
}

func NewBaskets() *Baskets { return &Baskets{items: map[string][]string{}} }

func (b *Baskets) locked(f func(items map[string][]string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(b.items)
}

func (b *Baskets) Add(w http.ResponseWriter, r *http.Request) {
	user, item := r.FormValue("user"), r.FormValue("item")
	b.locked(func(items map[string][]string) {
		items[user] = append(items[user], item)
	})
}

func (b *Baskets) Empty(w http.ResponseWriter, r *http.Request) {
	b.locked(func(items map[string][]string) { clear(items) })
}

// Etags is middleware with a map of its own.
func Etags(next http.Handler) http.Handler {
	known := make(map[string]string)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tag, ok := known[r.URL.Path]; ok && tag == r.Header.Get("If-None-Match") {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		known[r.URL.Path] = r.Header.Get("Etag") // want concurrent-map-access
		next.ServeHTTP(w, r)
	})
}

// Headers is middleware whose map is one request's.
func Headers(next http.Handler) http.Handler {
	fixed := map[string]string{"X-Frame-Options": "DENY", "X-Served-By": "edge"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := make(map[string]string, len(fixed)+1)
		for k, v := range fixed {
			out[k] = v
		}
		out["X-Path"] = r.URL.Path
		delete(out, "X-Served-By")
		for k, v := range out {
			w.Header().Set(k, v)
		}
		next.ServeHTTP(w, r)
	})
}

// Package-level tables.
var (
	flashes   = map[string]string{}
	tokens    = map[string]bool{}
	tokensMu  sync.Mutex
	languages = map[string]string{}
)

func init() {
	languages["de"] = "Deutsch"
	languages["en"] = "English"
}

func SetFlash(w http.ResponseWriter, r *http.Request) {
	flashes[r.RemoteAddr] = r.FormValue("flash") // want concurrent-map-access
}

func Flash(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, flashes[r.RemoteAddr])
}

func Issue(w http.ResponseWriter, r *http.Request) {
	tokensMu.Lock()
	defer tokensMu.Unlock()
	tokens[r.FormValue("token")] = true
}

func Revoke(w http.ResponseWriter, r *http.Request) {
	tokensMu.Lock()
	delete(tokens, r.FormValue("token"))
	tokensMu.Unlock()
}

func Language(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, languages[r.FormValue("lang")])
}
