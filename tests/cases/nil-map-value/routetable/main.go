// A router whose tables are all guarded but one: the plugin named in the query is called without a test.
// panics: GET /?plugin=none, nil func call; and the session of a cookie nobody set. clean: the rest.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
)

type session struct {
	user string
	hits int
}

type plugin func(user string) string

type app struct {
	mu       sync.Mutex
	sessions map[string]*session
	plugins  map[string]plugin
	status   map[int]*string
}

func newApp() *app {
	teapot, ok := "teapot", "fine"
	return &app{
		sessions: map[string]*session{"s1": {user: "ann"}},
		plugins: map[string]plugin{
			"hello": func(u string) string { return "hello " + u },
			"bye":   func(u string) string { return "bye " + u },
		},
		status: map[int]*string{200: &ok, 418: &teapot},
	}
}

func (a *app) session(r *http.Request) (*session, bool) {
	c, err := r.Cookie("sid")
	if err != nil {
		return nil, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s, ok := a.sessions[c.Value]
	return s, ok
}

func (a *app) hello(w http.ResponseWriter, r *http.Request) {
	s, ok := a.session(r)
	if !ok {
		http.Error(w, "who are you", http.StatusUnauthorized)
		return
	}
	fmt.Fprintln(w, a.plugins["hello"](s.user))
}

func (a *app) call(w http.ResponseWriter, r *http.Request) {
	p := a.plugins[r.URL.Query().Get("plugin")]
	fmt.Fprintln(w, p("you")) // want nil-map-value
}

func (a *app) safe(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("plugin")
	if a.plugins[name] == nil {
		name = "bye"
	}
	fmt.Fprintln(w, a.plugins[name]("you")) // want-possible nil-map-value
}

func (a *app) text(code int) string {
	if s, ok := a.status[code]; ok {
		return *s
	}
	return *a.status[200]
}

func (a *app) end(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.sessions[id]
	delete(a.sessions, id)
	fmt.Fprintln(w, "bye", s.user) // want nil-map-value
}

func (a *app) mux() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /hello", a.hello)
	m.HandleFunc("GET /call", a.call)
	m.HandleFunc("GET /safe", a.safe)
	m.HandleFunc("DELETE /s/{id}", a.end)
	return m
}

func main() {
	a := newApp()
	h := a.mux()
	for _, u := range []string{"/hello", "/call?plugin=bye", "/safe?plugin=none"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", u, nil))
		fmt.Print(w.Code, " ", w.Body)
	}
	fmt.Println(a.text(418), a.text(1))
}
