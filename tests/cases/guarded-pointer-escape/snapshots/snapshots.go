// What atomic.Pointer and atomic.Value publish: copied maps of pointers, structs that are changed after Store or in place after Load.
// race: Rename and SetWeight against Pick, DATA RACE at the writes; clean: Replace, Add, and New.
package snapshots

import (
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
)

type backend struct {
	addr   string
	weight int
}

type pool struct {
	name     string
	backends []*backend
	byAddr   map[string]int
}

type Balancer struct {
	write sync.Mutex
	pool  atomic.Pointer[pool]
	value atomic.Value
}

func New(addrs ...string) *Balancer {
	b := &Balancer{}
	p := &pool{byAddr: map[string]int{}}
	for i, a := range addrs {
		p.backends = append(p.backends, &backend{addr: a, weight: 1})
		p.byAddr[a] = i
	}
	p.name = "default"
	b.pool.Store(p)
	b.value.Store(&pool{name: "value"})
	return b
}

func (b *Balancer) Pick(w http.ResponseWriter, r *http.Request) {
	p := b.pool.Load()
	if len(p.backends) > 0 {
		first := p.backends[0]
		w.Write([]byte(p.name + first.addr + string(rune('0'+first.weight))))
	}
	w.Write([]byte(b.value.Load().(*pool).name))
}

func (b *Balancer) Rename(w http.ResponseWriter, r *http.Request) {
	p := b.pool.Load()
	p.name = r.FormValue("name") // want guarded-pointer-escape
}

// RenameValue publishes, and renames then.
func (b *Balancer) RenameValue(w http.ResponseWriter, r *http.Request) {
	p := &pool{}
	b.value.Store(p)
	p.name = r.FormValue("name") // want guarded-pointer-escape
}

// Replace makes a new one and then publishes it.
func (b *Balancer) Replace(w http.ResponseWriter, r *http.Request) {
	b.write.Lock()
	defer b.write.Unlock()
	old := b.pool.Load()
	next := &pool{name: old.name, byAddr: maps.Clone(old.byAddr)}
	next.backends = append(next.backends, old.backends...)
	next.backends = append(next.backends, &backend{addr: r.FormValue("addr")})
	next.byAddr[r.FormValue("addr")] = len(next.backends) - 1
	if b.pool.CompareAndSwap(old, next) {
		w.WriteHeader(http.StatusNoContent)
	}
}

// Old swaps the pool out; nobody else changes it then, but readers may still have it.
func (b *Balancer) Old(w http.ResponseWriter, r *http.Request) {
	old := b.pool.Swap(&pool{name: "empty", byAddr: map[string]int{}})
	w.Write([]byte(old.name))
}
