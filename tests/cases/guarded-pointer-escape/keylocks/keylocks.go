// Package keylocks has a lock for each key, made by hand: a set under a mutex, into which a request puts its key if that is not there.
// race: Loose, clean: Pages.
package keylocks

import (
	"fmt"
	"net/http"
	"sync"
)

type page struct {
	epoch string
	size  int
}

type Pages struct {
	mu     sync.Mutex
	pages  map[string]*page
	locked map[string]struct{}
}

func (p *Pages) acquire(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.locked == nil {
		p.locked = map[string]struct{}{}
	}
	if _, ok := p.locked[key]; ok {
		return false
	}
	p.locked[key] = struct{}{}
	return true
}

func (p *Pages) release(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.locked, key)
}

func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.Host
	if !p.acquire(key) {
		http.Error(w, "busy", http.StatusConflict)
		return
	}
	defer p.release(key)
	p.mu.Lock()
	state := p.pages[key]
	p.mu.Unlock()
	if state == nil {
		return
	}
	if r.FormValue("cursor") == "" {
		p.mu.Lock()
		state.epoch = r.FormValue("epoch")
		p.mu.Unlock()
	}
	fmt.Fprintln(w, state.epoch)
}

// Loose lets all in: it tells only what it finds.
type Loose struct {
	mu     sync.Mutex
	pages  map[string]*loosePage
	locked map[string]struct{}
}

type loosePage struct{ epoch string }

func (l *Loose) enter(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.locked[key]
	l.locked[key] = struct{}{}
	return !ok || len(key) > 3
}

func (l *Loose) leave(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.locked, key)
}

func (l *Loose) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.Host
	if !l.enter(key) {
		return
	}
	defer l.leave(key)
	l.mu.Lock()
	state := l.pages[key]
	l.mu.Unlock()
	if state == nil {
		return
	}
	if r.FormValue("cursor") == "" {
		l.mu.Lock()
		state.epoch = r.FormValue("epoch")
		l.mu.Unlock()
	}
	fmt.Fprintln(w, state.epoch) // want guarded-pointer-escape
}

func Serve(pages, loose []string) error {
	p, l := &Pages{pages: map[string]*page{}}, &Loose{pages: map[string]*loosePage{}, locked: map[string]struct{}{}}
	for _, name := range pages {
		p.pages[name] = &page{size: len(name)}
	}
	for _, name := range loose {
		l.pages[name] = &loosePage{}
	}
	http.Handle("/pages", p)
	http.Handle("/loose", l)
	return http.ListenAndServe("localhost:0", nil)
}
