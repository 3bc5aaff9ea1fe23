// Maps that belong to one request, one connection, one iteration of a pipeline; a registry that main fills before it serves.
// clean: -race with 100 parallel requests.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"sort"
	"strings"
	"sync"
)

type handler func(*scope) any

type scope struct {
	vars map[string]string
	used map[string]bool
	r    *http.Request
}

func (s *scope) set(k, v string) *scope {
	s.vars[k] = v
	return s
}

func (s *scope) get(k string) string {
	s.used[k] = true
	return s.vars[k]
}

type app struct {
	handlers map[string]handler
	mw       []func(*scope)
}

func (a *app) handle(path string, h handler) { a.handlers[path] = h }

func (a *app) use(f func(*scope)) { a.mw = append(a.mw, f) }

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := &scope{vars: map[string]string{}, used: map[string]bool{}, r: r}
	for _, f := range a.mw {
		f(s)
	}
	h, ok := a.handlers[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	json.NewEncoder(w).Encode(h(s.set("path", r.URL.Path)))
}

func wordCount(s *scope) any {
	parts := strings.Split(s.get("path"), "/")
	counts := make([]map[string]int, len(parts))
	var wg sync.WaitGroup
	for i, p := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			m := map[string]int{}
			for _, c := range p {
				m[string(c)]++
			}
			counts[i] = m
		}()
	}
	wg.Wait()
	total := map[string]int{}
	for _, m := range counts {
		for k, n := range m {
			total[k] += n
		}
	}
	return total
}

func names(s *scope) any {
	var out []string
	for k := range s.vars {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func main() {
	a := &app{handlers: map[string]handler{}}
	a.use(func(s *scope) { s.set("agent", s.r.UserAgent()) })
	a.handle("/count", wordCount)
	a.handle("/names", names)
	log.Fatal(http.ListenAndServe("localhost:8196", a))
}
