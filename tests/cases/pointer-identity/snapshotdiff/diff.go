// Two snapshots of endpoints: compared by pointers in a switch, in slices.Index and by interface values; by value where it counts.
// seen: every endpoint of a reload is "moved"; clean: Same, Nils, the sentinel.
package snapshotdiff

import (
	"net/netip"
	"slices"
)

type Endpoint struct {
	Addr netip.AddrPort
	Zone string
}

func (e Endpoint) Same(o Endpoint) bool { return e == o }

type View struct{ byName map[string]*Endpoint }

var unknown = &Endpoint{}

func Take(names []string, addr netip.AddrPort) View {
	v := View{byName: map[string]*Endpoint{}}
	for _, n := range names {
		v.byName[n] = &Endpoint{Addr: addr, Zone: n}
	}
	return v
}

func (v View) get(name string) *Endpoint {
	if e, ok := v.byName[name]; ok {
		return e
	}
	return unknown
}

func (v View) Moved(old View) (out []string) {
	for name, e := range v.byName {
		switch e {
		case old.byName[name]: // want pointer-identity
		default:
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func (v View) Changed(old View, name string) bool {
	a, b := v.get(name), old.get(name)
	if a == unknown || b == unknown {
		return true
	}
	return a != b // want pointer-identity
}

func (v View) ChangedValue(old View, name string) bool {
	a, b := v.get(name), old.get(name)
	return a == nil || b == nil || !a.Same(*b)
}

func (v View) Nils() (n int) {
	for _, e := range v.byName {
		if e == nil {
			n++
		}
	}
	return n
}

func (v View) Zones() map[string]int {
	out := map[string]int{}
	for _, e := range v.byName {
		out[e.Zone]++
	}
	return out
}
