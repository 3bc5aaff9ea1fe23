// A closure or a struct that is kept has all that is in it.
// leaks: the request is reachable from the map; clean: what copies strings out first.
package closures

import (
	"net/http"
	"sync"
)

type ticket struct {
	path    string
	request *http.Request
}

type Desk struct {
	mu      sync.Mutex
	later   map[string]func() string
	tickets map[string]*ticket
	lists   map[string][]*http.Request
	paths   map[string]func() string
	plain   map[string]*ticket
}

func newTicket(r *http.Request) *ticket { return &ticket{path: r.URL.Path, request: r} }

func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.later["last"] = func() string { return r.URL.Path } // want request-retained
	d.tickets["last"] = newTicket(r)                      // want request-retained
	d.lists["all"] = append(d.lists["all"], r)            // want request-retained
	path := r.URL.Path
	d.paths["last"] = func() string { return path }
	d.plain["last"] = &ticket{path: r.URL.Path}
}
