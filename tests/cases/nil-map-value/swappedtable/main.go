// Lookups in a table behind an atomic pointer, in one that a channel brings, and through a generic registry of interfaces.
// panics: an unknown host, an unknown codec; clean: upstreamOr, decodeOK, the drain.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
)

type upstream struct {
	url  string
	down atomic.Bool
}

type hosts map[string]*upstream

type decoder interface {
	Decode(io.Reader) (string, error)
}

type plain struct{}

func (plain) Decode(r io.Reader) (string, error) {
	b, err := io.ReadAll(r)
	return string(b), err
}

type registry[T any] struct {
	mu sync.RWMutex
	m  map[string]T
}

func (g *registry[T]) get(name string) T {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.m[name]
}

func (g *registry[T]) lookup(name string) (t T, ok bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	t, ok = g.m[name]
	return
}

type proxy struct {
	table    atomic.Pointer[hosts]
	decoders registry[decoder]
}

func (p *proxy) upstream(w http.ResponseWriter, r *http.Request) {
	up := (*p.table.Load())[r.Host]
	fmt.Fprintln(w, up.url) // want nil-map-value
}

func (p *proxy) upstreamOr(w http.ResponseWriter, r *http.Request) {
	t := *p.table.Load()
	up, ok := t[r.Host]
	if !ok || up.down.Load() {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	fmt.Fprintln(w, up.url)
}

func (p *proxy) decode(w http.ResponseWriter, r *http.Request) {
	s, err := p.decoders.get(r.Header.Get("Content-Type")).Decode(r.Body) // want nil-map-value
	fmt.Fprintln(w, s, err)
}

func (p *proxy) decodeOK(w http.ResponseWriter, r *http.Request) {
	dec, ok := p.decoders.lookup(r.Header.Get("Content-Type"))
	if !ok {
		dec = plain{}
	}
	s, err := dec.Decode(r.Body)
	fmt.Fprintln(w, s, err)
}

func drain(in <-chan hosts) (urls []string) {
	for t := range in {
		for name := range t {
			urls = append(urls, t[name].url)
		}
	}
	return urls
}

func main() {
	p := &proxy{decoders: registry[decoder]{m: map[string]decoder{"text/plain": plain{}}}}
	p.table.Store(&hosts{"localhost": {url: "http://127.0.0.1:1"}})
	c := make(chan hosts, 1)
	c <- *p.table.Load()
	close(c)
	log.Print(drain(c))
	http.HandleFunc("/up", p.upstream)
	http.HandleFunc("/upor", p.upstreamOr)
	http.HandleFunc("/decode", p.decode)
	http.HandleFunc("/decodeok", p.decodeOK)
	log.Fatal(http.ListenAndServe("localhost:8195", nil))
}
