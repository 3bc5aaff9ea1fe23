// Callbacks and structs that carry a request into a table: by a closure, by an embedded pointer, by a derived context.
// retains: all of the request until the callback is dropped; clean: callbacks over copies, a hijacked connection's own state.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"sync"
)

type waiter struct {
	*http.Request
	id string
}

type desk struct {
	mu      sync.Mutex
	waiters map[string]waiter
	undo    map[string]func() string
	byCtx   map[string]context.Context
	cancels map[string]context.CancelFunc
}

func newDesk() *desk {
	return &desk{
		waiters: map[string]waiter{},
		undo:    map[string]func() string{},
		byCtx:   map[string]context.Context{},
		cancels: map[string]context.CancelFunc{},
	}
}

type userKey struct{}

func (d *desk) wait(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiters[r.FormValue("desk")] = waiter{r, r.FormValue("id")} // want request-retained
}

func (d *desk) user(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), userKey{}, r.FormValue("user"))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.byCtx[r.FormValue("desk")] = ctx // want request-retained
}

func (d *desk) undoable(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	d.mu.Lock()
	defer d.mu.Unlock()
	d.undo[r.FormValue("desk")] = func() string { return "undo " + path }
}

func (d *desk) background(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(context.Background())
	key := r.FormValue("desk")
	d.mu.Lock()
	d.byCtx[key] = ctx
	d.cancels[key] = cancel
	d.mu.Unlock()
}

func (d *desk) clear(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := r.FormValue("desk")
	if f, ok := d.undo[key]; ok {
		fmt.Fprintln(w, f())
	}
	if cancel, ok := d.cancels[key]; ok {
		cancel()
	}
	delete(d.undo, key)
	delete(d.waiters, key)
	delete(d.byCtx, key)
	delete(d.cancels, key)
}

func main() {
	d := newDesk()
	http.HandleFunc("/wait", d.wait)
	http.HandleFunc("/user", d.user)
	http.HandleFunc("/undoable", d.undoable)
	http.HandleFunc("/background", d.background)
	http.HandleFunc("/clear", d.clear)
	log.Fatal(http.ListenAndServe("localhost:8201", nil))
}
