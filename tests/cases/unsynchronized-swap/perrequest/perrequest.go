// Package main counts what requests read and write: by a probe that each request has for itself, or by one for all.
// race: Common, clean: Probe.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

type counter struct {
	io.ReadCloser
	size int64
}

type key struct{}

// Probe is made for each request; reset makes a handler that serves that request only.
type Probe struct{ body *counter }

func wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &Probe{}
		next.ServeHTTP(w, p.renew(r))
	})
}

func probeOf(ctx context.Context) Probe {
	if p, ok := ctx.Value(key{}).(*Probe); ok {
		return *p
	}
	return Probe{}
}

func (p *Probe) renew(r *http.Request) *http.Request {
	r = r.WithContext(context.WithValue(r.Context(), key{}, p))
	p.body = &counter{ReadCloser: r.Body}
	r.Body = p.body
	return r
}

func (p *Probe) reset(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, p.renew(r))
	})
}

func metrics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := probeOf(r.Context())
		p.reset(next).ServeHTTP(w, r)
		fmt.Println(p.body.size)
	})
}

// Common is one probe for all requests: the handler is made before the first of them.
type Common struct{ body *counter }

func (c *Common) renew(r *http.Request) *http.Request {
	c.body = &counter{ReadCloser: r.Body} // want unsynchronized-swap
	r.Body = c.body
	return r
}

func (c *Common) reset(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, c.renew(r))
	})
}

func main() {
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello") })
	c := &Common{}
	http.Handle("/own", wrap(metrics(hello)))
	http.Handle("/common", c.reset(hello))
	_ = http.ListenAndServe("localhost:0", nil)
}
