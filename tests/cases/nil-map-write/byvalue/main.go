// Maps in embedded structs, and in structs that methods take by value.
// panics: Literal and Broken, where the methods assign an entry; Clear; clean: Named, Of, Recreate.
package byvalue

type base struct{ attrs map[string]string }

func (b *base) set(k, v string) { b.attrs[k] = v } // want nil-map-write

type Child struct {
	base
	name string
}

func NewChild(name string) *Child {
	return &Child{base: base{attrs: map[string]string{}}, name: name}
}

func Literal(name string) *Child {
	c := &Child{name: name}
	c.set("kind", "literal")
	return c
}

func Named(name string) *Child {
	c := NewChild(name)
	c.set("kind", "named")
	return c
}

type Set struct{ m map[int]struct{} }

func (s Set) Add(v int) { s.m[v] = struct{}{} } // want nil-map-write

func Of(vs ...int) Set {
	s := Set{m: make(map[int]struct{}, len(vs))}
	for _, v := range vs {
		s.Add(v)
	}
	return s
}

func Broken(vs ...int) Set {
	var s Set
	for _, v := range vs {
		s.Add(v)
	}
	return s
}

func Clear(c *Child) {
	c.attrs = nil
	c.attrs["cleared"] = "yes" // want nil-map-write
}

func Recreate(c *Child) {
	c.attrs = nil
	c.base = base{attrs: map[string]string{}}
	c.attrs["cleared"] = "no"
}
