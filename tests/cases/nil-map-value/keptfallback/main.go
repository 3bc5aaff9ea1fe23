// A default entry that the constructor makes, and the lookup falls back to: one table refuses to delete it, the other one deletes whatever it is told.
// panics: `keptfallback default`; clean: the tenants, with any arguments.
package main

import (
	"fmt"
	"os"
)

const fallback = "default"

type tenant struct {
	name  string
	limit int
}

type tenants struct{ all map[string]*tenant }

func newTenants() *tenants {
	return &tenants{all: map[string]*tenant{fallback: {name: fallback, limit: 1}}}
}

func (ts *tenants) get(name string) *tenant {
	if t, ok := ts.all[name]; ok {
		return t
	}
	return ts.all[fallback]
}

func (ts *tenants) remove(name string) {
	if name == fallback {
		return
	}
	delete(ts.all, name)
}

func (ts *tenants) describe(name string) string {
	t := ts.get(name)
	return fmt.Sprint(t.name, t.limit)
}

type plans struct{ all map[string]*tenant }

func newPlans() *plans {
	return &plans{all: map[string]*tenant{fallback: {name: fallback, limit: 1}}}
}

func (p *plans) get(name string) *tenant {
	if t, ok := p.all[name]; ok {
		return t
	}
	return p.all[fallback]
}

func (p *plans) remove(name string) {
	if name == "" {
		return
	}
	delete(p.all, name)
}

func (p *plans) describe(name string) string {
	t := p.get(name)
	return fmt.Sprint(t.name, t.limit) // want nil-map-value
}

func main() {
	ts, p := newTenants(), newPlans()
	for _, name := range os.Args[1:] {
		ts.remove(name)
		p.remove(name)
		fmt.Println(ts.describe(name), p.describe(name))
	}
}
