// Methods that a table of handlers has as values: their receivers are shared by all requests that the table serves.
// race: /add beside /show, DATA RACE at the store; clean: the context, which each request has for itself, and the notes (locked).
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type call struct {
	w    http.ResponseWriter
	r    *http.Request
	vars map[string]string
}

type handler func(*call) error

type engine struct{ routes map[string]handler }

func (e *engine) get(path string, h handler) { e.routes[path] = h }

func (e *engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, ok := e.routes[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	c := &call{w: w, r: r, vars: map[string]string{}}
	c.vars["path"] = r.URL.Path
	if err := h(c); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

type users struct{ names map[string]string }

func (u *users) add(c *call) error {
	c.vars["kind"] = "add"
	u.names["latest"] = c.r.FormValue("name") // want concurrent-map-access
	return nil
}

func (u *users) show(c *call) error {
	_, err := fmt.Fprintln(c.w, u.names["latest"])
	return err
}

type notes struct {
	mu    sync.Mutex
	texts map[string]string
}

func (n *notes) put(c *call) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.texts["latest"] = c.r.FormValue("text")
	return nil
}

func main() {
	e := &engine{routes: map[string]handler{}}
	u := &users{names: map[string]string{}}
	e.get("/add", u.add)
	e.get("/show", u.show)
	e.get("/put", (&notes{texts: map[string]string{}}).put)
	log.Fatal(http.ListenAndServe("localhost:8080", e))
}
