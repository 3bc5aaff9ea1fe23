// Entries behind an interface, in an sync.Map and in a guarded map of interfaces: the value behind it is a pointer all the same.
// race: two SetLevel, and Enable against Describe, DATA RACE at the writes; clean: Disable, Kind.
package plugins

import (
	"fmt"
	"net/http"
	"sync"
)

type plugin interface{ Kind() string }

type filter struct {
	kind    string
	enabled bool
	level   int
}

func (f *filter) Kind() string { return f.kind }

type Plugins struct {
	mu   sync.RWMutex
	all  map[string]plugin
	fast sync.Map
}

func New() *Plugins { return &Plugins{all: map[string]plugin{}} }

func (p *Plugins) Add(name string) {
	f := &filter{kind: "filter", level: 1}
	g := &filter{kind: "fast"}
	g.level = 2
	p.mu.Lock()
	p.all[name] = f
	p.mu.Unlock()
	p.fast.Store(name, plugin(g))
}

func (p *Plugins) get(name string) plugin {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.all[name]
}

func (p *Plugins) Enable(w http.ResponseWriter, r *http.Request) {
	if f, ok := p.get(r.FormValue("name")).(*filter); ok {
		f.enabled = true // want guarded-pointer-escape
	}
}

func (p *Plugins) Disable(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch f := p.all[r.FormValue("name")].(type) {
	case *filter:
		f.enabled = false
	default:
		http.NotFound(w, r)
	}
}

func (p *Plugins) SetLevel(w http.ResponseWriter, r *http.Request) {
	v, ok := p.fast.Load(r.FormValue("name"))
	if !ok {
		return
	}
	switch f := v.(type) {
	case *filter:
		f.level = len(r.FormValue("level")) // want guarded-pointer-escape
	}
}

func (p *Plugins) Kind(w http.ResponseWriter, r *http.Request) {
	if f := p.get(r.FormValue("name")); f != nil {
		fmt.Fprintln(w, f.Kind())
	}
}

func (p *Plugins) Describe(w http.ResponseWriter, r *http.Request) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for name, f := range p.all {
		fmt.Fprintln(w, name, f.(*filter).enabled)
	}
}
