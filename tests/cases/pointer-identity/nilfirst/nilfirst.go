// Keys compared by address where one of the two is nil, before they are compared by value; and where both may be there.
// seen: Same says no for two rings with equal keys; clean: Equal and Either, which know that one is nil when they use ==.
package nilfirst

import "bytes"

type key struct {
	name string
	raw  []byte
}

func (k *key) Equal(o *key) bool { return k.name == o.name && bytes.Equal(k.raw, o.raw) }

type Ring struct{ keys map[string]*key }

func New(names ...string) *Ring {
	r := &Ring{keys: map[string]*key{}}
	for _, n := range names {
		r.keys[n] = &key{name: n}
	}
	return r
}

func (r *Ring) Equal(a, b string) bool {
	x, y := r.keys[a], r.keys[b]
	if x == nil || y == nil {
		return x == y
	}
	return x.Equal(y)
}

func (r *Ring) Either(o *Ring, name string) bool {
	x, y := r.keys[name], o.keys[name]
	if x != nil && y != nil {
		return x.Equal(y)
	}
	return x == y
}

func (r *Ring) Same(o *Ring, name string) bool {
	x, y := r.keys[name], o.keys[name]
	if x == nil && y == nil {
		return true
	}
	return x == y // want pointer-identity
}
