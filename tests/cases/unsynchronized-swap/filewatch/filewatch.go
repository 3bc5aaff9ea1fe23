// Templates and rules are loaded again when a watched file changes; a render function and a handler use them.
// race: a change during Render, DATA RACE at the stores; clean: the blocklist, an atomic.Pointer.
package filewatch

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"example.com/filewatch/watcher"
)

type templates struct{ byName map[string]string }

type site struct {
	templates *templates
	redirects map[string]string
	blocked   atomic.Pointer[map[string]bool]
	name      string
}

func newSite(name string) *site {
	s := &site{name: name}
	s.templates = &templates{byName: map[string]string{"index": "hello"}}
	s.redirects = map[string]string{}
	s.blocked.Store(&map[string]bool{})
	return s
}

func (s *site) reload(name string) {
	switch {
	case strings.HasSuffix(name, ".tmpl"):
		s.templates = &templates{byName: map[string]string{"index": name}} // want unsynchronized-swap
	case strings.HasSuffix(name, ".redirects"):
		next := map[string]string{"/": name}
		s.redirects = next // want unsynchronized-swap
	default:
		next := map[string]bool{name: true}
		s.blocked.Store(&next)
	}
}

func (s *site) run(w *watcher.Watcher) {
	for e := range w.Events {
		s.reload(e.Name)
	}
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if (*s.blocked.Load())[r.RemoteAddr] {
		return
	}
	if to, ok := s.redirects[r.URL.Path]; ok {
		http.Redirect(w, r, to, http.StatusFound)
		return
	}
	fmt.Fprintln(w, s.name, s.templates.byName["index"])
}

func Handler(name string, w *watcher.Watcher) http.Handler {
	s := newSite(name)
	go s.run(w)
	return s
}
