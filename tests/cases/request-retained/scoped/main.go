// Maps that live no longer than the request: per-request caches of contexts, a batch, a struct made in the handler, a struct the middleware drops.
// clean: nothing of a request is reachable after it.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
)

type scope struct {
	mu   sync.Mutex
	reqs map[string]*http.Request
	ctxs map[int]context.Context
}

type scopeKey struct{}

func newScope() *scope {
	return &scope{reqs: map[string]*http.Request{}, ctxs: map[int]context.Context{}}
}

func withScope(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sc := newScope()
		sc.reqs["main"] = r
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), scopeKey{}, sc)))
	})
}

func from(ctx context.Context) *scope {
	if sc, ok := ctx.Value(scopeKey{}).(*scope); ok {
		return sc
	}
	return newScope()
}

type batch struct {
	parts map[string]*http.Request
}

func (b *batch) split(r *http.Request) {
	for i, p := range r.URL.Query()["p"] {
		sub := r.Clone(r.Context())
		sub.URL.Path = p
		b.parts[fmt.Sprint(i)] = sub
	}
}

func (b *batch) run(h http.HandlerFunc, w http.ResponseWriter) {
	for _, r := range b.parts {
		h(w, r)
	}
}

func one(w http.ResponseWriter, r *http.Request) {
	sc := from(r.Context())
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.ctxs[len(sc.ctxs)] = r.Context()
	fmt.Fprintln(w, r.URL.Path)
}

func many(w http.ResponseWriter, r *http.Request) {
	b := &batch{parts: map[string]*http.Request{}}
	b.split(r)
	b.run(one, w)
	headers := map[string]http.Header{"in": r.Header, "out": w.Header()}
	for k, h := range headers {
		fmt.Fprintln(w, k, len(h) > 0)
	}
}

type hostStats struct {
	mu    sync.Mutex
	hosts map[string]int
	paths map[string]string
}

var hosts = &hostStats{hosts: map[string]int{}, paths: map[string]string{}}

func (h *hostStats) count(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := strings.Cut(r.Host, ":")
		h.mu.Lock()
		if len(h.hosts) > 50 {
			clear(h.hosts)
			clear(h.paths)
		}
		h.hosts[host]++
		h.paths[host] = r.URL.Path
		h.mu.Unlock()
		next(w, r)
	}
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/one", hosts.count(one))
	mux.HandleFunc("/many", hosts.count(many))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: withScope(mux)}
	go func() {
		defer srv.Close()
		for _, p := range []string{"/one", "/many?p=a&p=b"} {
			if resp, err := http.Get("http://" + l.Addr().String() + p); err == nil {
				resp.Body.Close()
			}
		}
	}()
	log.Print(srv.Serve(l))
}
