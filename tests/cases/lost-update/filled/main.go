// Caches that are filled where there was nothing lose no change; counters of hits beside them do.
// lost: hits that come in parallel; clean: both goroutines compute the same page.
package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
)

type pages struct {
	mu    sync.Mutex
	html  map[string]string
	hits  map[string]int
	other sync.Map
}

func (p *pages) page(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	p.mu.Lock()
	html, ok := p.html[name]
	hits := p.hits[name]
	p.mu.Unlock()
	if !ok {
		html = strings.ToUpper(name)
		p.mu.Lock()
		p.html[name] = html
		p.mu.Unlock()
	}
	p.mu.Lock()
	p.hits[name] = hits + 1 // want lost-update
	p.mu.Unlock()
	if _, ok := p.other.Load(name); !ok {
		p.other.Store(name, html)
	}
}

func main() {
	p := &pages{html: map[string]string{}, hits: map[string]int{}}
	http.HandleFunc("/", p.page)
	fmt.Println(len(p.hits))
}
