// A lease table: who comes back asks whether the entry is still the one that he had, and removes no other one.
// clean: main takes, replaces and releases leases of equal contents, and each release removes its own only. bad: Twins.
package main

import (
	"fmt"
	"sync"
)

type Lease struct {
	Owner string
	Terms int
}

func (l *Lease) Equal(o *Lease) bool { return l.Owner == o.Owner && l.Terms == o.Terms }

type Leases struct {
	mu     sync.Mutex
	byName map[string]*Lease
	shared sync.Map
}

func (t *Leases) get(name string) *Lease {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.byName[name]
}

// The lease that was put in is removed, unless somebody replaced it.
func (t *Leases) Hold(name string, work func()) {
	l := &Lease{name, 1}
	t.mu.Lock()
	t.byName[name] = l
	t.mu.Unlock()
	work()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byName[name] == l {
		delete(t.byName, name)
	}
}

// The entry that was looked up is looked up again under the lock.
func (t *Leases) Expire(name string, slow func(*Lease) bool) {
	t.mu.Lock()
	l := t.byName[name]
	t.mu.Unlock()
	if l == nil || !slow(l) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byName[name] == l {
		delete(t.byName, name)
	}
}

func (t *Leases) ExpireThroughHelper(name string, slow func(*Lease) bool) bool {
	l := t.get(name)
	if l == nil || !slow(l) {
		return false
	}
	return t.get(name) == l
}

func (t *Leases) Prune(stale func(*Lease) bool) {
	for name, l := range t.byName {
		if stale(l) && t.byName[name] == l {
			delete(t.byName, name)
		}
	}
}

func (t *Leases) Release(name string, l *Lease) bool {
	if t.byName[name] != l {
		return false
	}
	delete(t.byName, name)
	return true
}

func (t *Leases) Shared(name string) bool {
	v, ok := t.shared.Load(name)
	if !ok {
		return false
	}
	w, _ := t.shared.Load(name)
	return v.(*Lease) == w.(*Lease)
}

// ---- bad: two entries ----

func (t *Leases) Twins(x, y string) bool {
	return t.get(x) == t.get(y) // want pointer-identity
}

func (t *Leases) SharedTwins(x, y string) bool {
	v, ok := t.shared.Load(x)
	w, found := t.shared.Load(y)
	if !ok || !found {
		return false
	}
	return v.(*Lease) == w.(*Lease) // want pointer-identity
}

func (t *Leases) Count() map[*Lease]int {
	n := map[*Lease]int{}
	t.shared.Range(func(_, v any) bool {
		n[v.(*Lease)]++ // want pointer-identity
		return true
	})
	return n
}

func main() {
	t := &Leases{byName: map[string]*Lease{"x": {"o", 1}, "y": {"o", 1}}}
	fmt.Println("twins", t.Twins("x", "y"), t.byName["x"].Equal(t.byName["y"]))
	t.shared.Store("x", &Lease{"o", 1})
	t.shared.Store("y", &Lease{"o", 1})
	fmt.Println("shared", t.SharedTwins("x", "y"), t.Shared("x"), len(t.Count()))
	t.Hold("h", func() { t.byName["h"] = &Lease{"h", 1} })
	fmt.Println("kept", t.byName["h"] != nil)
	t.Expire("x", func(*Lease) bool { return true })
	fmt.Println(t.ExpireThroughHelper("y", func(*Lease) bool { return true }), t.Release("y", t.get("y")), len(t.byName))
	t.Prune(func(*Lease) bool { return true })
}
