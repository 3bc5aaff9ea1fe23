// Package inflight counts the requests of each route: a limit is tested plainly beside counters that are atomic. race: Busy against Enter.
package inflight

import "sync/atomic"

type route struct {
	name  string
	open  int64
	limit int64
}

type Table struct{ routes map[string]*route }

func New(names ...string) *Table {
	t := &Table{routes: map[string]*route{}}
	for _, n := range names {
		t.routes[n] = &route{name: n, limit: 100}
	}
	return t
}

func (t *Table) Enter(name string) bool {
	r, ok := t.routes[name]
	if !ok {
		return false
	}
	if atomic.AddInt64(&r.open, 1) > r.limit {
		atomic.AddInt64(&r.open, -1)
		return false
	}
	return true
}

func (t *Table) Leave(name string) {
	if r, ok := t.routes[name]; ok {
		atomic.AddInt64(&r.open, -1)
	}
}

func (t *Table) Busy() []string {
	var out []string
	for name, r := range t.routes {
		if r.open > r.limit/2 { // want mixed-atomic
			out = append(out, name)
		}
	}
	return out
}
