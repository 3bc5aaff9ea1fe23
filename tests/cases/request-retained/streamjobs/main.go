// Jobs that outlive their request: a struct that embeds its context goes into a global table; the snapshot twin is fine.
// seen: the job's context is cancelled as soon as the handler returns; clean: submitCopy, scoped, the per-request map.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
)

type job struct {
	ctx  context.Context
	path string
}

type snapshot struct {
	path, agent string
	body        []byte
}

var (
	jobsMu sync.Mutex
	jobs   = map[string]*job{}
	snaps  = map[string]snapshot{}
	bodies sync.Map
)

func submit(w http.ResponseWriter, r *http.Request) {
	j := &job{ctx: r.Context(), path: r.URL.Path}
	jobsMu.Lock()
	defer jobsMu.Unlock()
	jobs[r.FormValue("slot")] = j // want request-retained
}

func upload(w http.ResponseWriter, r *http.Request) {
	bodies.Store(r.FormValue("slot"), r.Body) // want request-retained
}

func submitCopy(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	jobsMu.Lock()
	defer jobsMu.Unlock()
	snaps[r.FormValue("slot")] = snapshot{path: r.URL.Path, agent: r.UserAgent(), body: body}
}

func scoped(w http.ResponseWriter, r *http.Request) {
	byName := map[string]context.Context{}
	for _, name := range r.URL.Query()["name"] {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		byName[name] = ctx
	}
	fmt.Fprintln(w, len(byName))
}

func forget(w http.ResponseWriter, r *http.Request) {
	jobsMu.Lock()
	defer jobsMu.Unlock()
	delete(jobs, r.FormValue("slot"))
	delete(snaps, r.FormValue("slot"))
	bodies.Delete(r.FormValue("slot"))
}

func main() {
	http.HandleFunc("/submit", submit)
	http.HandleFunc("/upload", upload)
	http.HandleFunc("/copy", submitCopy)
	http.HandleFunc("/scoped", scoped)
	http.HandleFunc("/forget", forget)
	log.Fatal(http.ListenAndServe("localhost:8193", nil))
}
