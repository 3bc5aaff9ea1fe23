// Sessions that keep what made them: the request in a struct, its context in a field set later, a method value of it; beside copies.
// leaks: the requests stay reachable; clean: what is copied out, and the session that the handler ends.
package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"sync"
)

type session struct {
	user string
	req  *http.Request
	ctx  context.Context
	body io.Reader
	next func() (string, string, bool)
}

type manager struct {
	mu       sync.RWMutex
	sessions map[string]*session
	open     map[string]*session
	headers  map[string]http.Header
	auth     map[string]func() (string, string, bool)
	byCtx    map[context.Context]string
	queries  map[string]map[string][]string
}

func (m *manager) start(w http.ResponseWriter, r *http.Request) {
	s := &session{user: r.FormValue("user")}
	s.req = r
	m.add(s)
}

func (m *manager) add(s *session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[s.user] = s // want request-retained
}

func (m *manager) track(w http.ResponseWriter, r *http.Request) {
	s := &session{user: r.FormValue("user"), ctx: r.Context(), body: r.Body}
	m.mu.Lock()
	m.open[s.user] = s
	m.mu.Unlock()
	defer m.end(s)
	io.Copy(io.Discard, s.body)
}

func (m *manager) end(s *session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.open, s.user)
}

func (m *manager) keep(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	m.mu.Lock()
	defer m.mu.Unlock()
	m.headers[name] = r.Header  // want request-retained
	m.auth[name] = r.BasicAuth  // want request-retained
	m.byCtx[r.Context()] = name // want request-retained
	m.queries[name] = r.URL.Query()
}

func (m *manager) copy(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	h := r.Header.Clone()
	ctx := context.WithoutCancel(r.Context())
	user, pass, ok := r.BasicAuth()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.headers[name] = h
	m.sessions[name] = &session{user: name, ctx: ctx}
	m.auth[name] = func() (string, string, bool) { return user, pass, ok }
}

func main() {
	m := &manager{sessions: map[string]*session{}, open: map[string]*session{}, headers: map[string]http.Header{}, auth: map[string]func() (string, string, bool){}, byCtx: map[context.Context]string{}, queries: map[string]map[string][]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/start", m.start)
	mux.HandleFunc("/track", m.track)
	mux.HandleFunc("/keep/{name}", m.keep)
	mux.HandleFunc("/copy/{name}", m.copy)
	log.Fatal(http.ListenAndServe("localhost:0", mux))
}
