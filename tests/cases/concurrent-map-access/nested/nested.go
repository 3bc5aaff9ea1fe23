// Maps in maps and maps in structs in maps: the outer lock is let go before the inner one is changed.
// race: Inc and AddTag against Total and Tags, fatal error at the inner inserts; clean: IncSafe.
package nested

import (
	"net/http"
	"sync"
)

type page struct {
	tags map[string]bool
	hits map[string]int
}

type Site struct {
	mu    sync.RWMutex
	byDay map[string]map[string]int
	pages map[string]*page
}

func New() *Site { return &Site{byDay: map[string]map[string]int{}, pages: map[string]*page{}} }

func (s *Site) day(d string) map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.byDay[d]
	if !ok {
		m = make(map[string]int)
		s.byDay[d] = m
	}
	return m
}

func (s *Site) page(p string) *page {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.pages[p]
	if !ok {
		x = &page{tags: map[string]bool{}, hits: map[string]int{}}
		s.pages[p] = x
	}
	return x
}

func (s *Site) Inc(w http.ResponseWriter, r *http.Request) {
	s.day(r.FormValue("day"))[r.URL.Path]++ // want concurrent-map-access
}

func (s *Site) AddTag(w http.ResponseWriter, r *http.Request) {
	s.page(r.URL.Path).tags[r.FormValue("tag")] = true // want concurrent-map-access
}

func (s *Site) IncSafe(w http.ResponseWriter, r *http.Request) {
	p := s.page(r.URL.Path)
	s.mu.Lock()
	defer s.mu.Unlock()
	p.hits[r.Method]++
}

func (s *Site) Hits(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for _, p := range s.pages {
		for _, h := range p.hits {
			n += h
		}
	}
	w.Write([]byte{byte(n)})
}
