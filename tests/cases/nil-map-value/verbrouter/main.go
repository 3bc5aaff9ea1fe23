// A router with a table per verb: serve trusts both levels, dispatch asks a helper that returns an error.
// panics: GET of an unknown path, nil pointer dereference; clean: dispatch and hits.
package main

import (
	"errors"
	"fmt"
	"log"
	"net/http"
)

type route struct {
	pattern string
	handle  func(w http.ResponseWriter, r *http.Request)
	quiet   bool
}

type verbTable map[string]map[string]*route

type router struct {
	verbs    verbTable
	fallback *route
}

var errNoRoute = errors.New("no such route")

func newRouter() *router {
	return &router{
		verbs:    verbTable{"GET": {}, "POST": {}},
		fallback: &route{pattern: "*", handle: http.NotFound},
	}
}

func (rt *router) add(verb, path string, h http.HandlerFunc) *router {
	byPath, ok := rt.verbs[verb]
	if !ok {
		byPath = map[string]*route{}
		rt.verbs[verb] = byPath
	}
	byPath[path] = &route{pattern: path, handle: h}
	return rt
}

func (rt *router) find(verb, path string) (*route, error) {
	byPath, ok := rt.verbs[verb]
	if !ok {
		return nil, errNoRoute
	}
	r, ok := byPath[path]
	if !ok {
		return nil, errNoRoute
	}
	return r, nil
}

func (rt *router) dispatch(w http.ResponseWriter, r *http.Request) {
	found, err := rt.find(r.Method, r.URL.Path)
	if err != nil {
		rt.fallback.handle(w, r)
		return
	}
	found.handle(w, r)
}

func (rt *router) serve(w http.ResponseWriter, r *http.Request) {
	found := rt.verbs[r.Method][r.URL.Path]
	if found.quiet { // want nil-map-value
		w.Header().Set("X-Quiet", "1")
	}
	found.handle(w, r)
}

func (rt *router) orFallback(r *http.Request) *route {
	if found := rt.verbs[r.Method][r.URL.Path]; found != nil {
		return found
	}
	return rt.fallback
}

func (rt *router) describe(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, rt.orFallback(r).pattern)
}

func main() {
	rt := newRouter().add("GET", "/a", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "a") })
	mux := http.NewServeMux()
	mux.HandleFunc("/", rt.serve)
	mux.HandleFunc("/v2/", rt.dispatch)
	mux.HandleFunc("/describe/", rt.describe)
	log.Fatal(http.ListenAndServe("localhost:8181", mux))
}
