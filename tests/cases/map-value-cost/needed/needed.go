// Small boxes that are needed: written through, kept elsewhere, with an atomic; values that are large only by what they refer to.
// clean: neither pays for nothing.
package needed

import "sync/atomic"

type hits struct{ n atomic.Int32 }

type level struct{ v int32 }

type doc struct {
	title string
	body  []byte
	attrs map[string]string
}

type Index struct {
	hits   map[string]*hits
	levels map[string]*level
	order  []*int64
	marks  map[string]*int64
	docs   map[string]doc
	funcs  map[string]func() [4096]byte
}

func New() *Index {
	return &Index{
		hits:   map[string]*hits{},
		levels: map[string]*level{},
		marks:  map[string]*int64{},
		docs:   map[string]doc{},
		funcs:  map[string]func() [4096]byte{},
	}
}

func (x *Index) Put(k string) {
	x.hits[k] = &hits{}
	x.levels[k] = &level{}
	m := int64(len(k))
	x.marks[k] = &m
	x.order = append(x.order, &m)
	x.docs[k] = doc{title: k}
	x.funcs[k] = func() [4096]byte { return [4096]byte{1} }
}

func (x *Index) Hit(k string) int32 {
	if h, ok := x.hits[k]; ok {
		return h.n.Add(1)
	}
	return 0
}

func (x *Index) Raise(k string) {
	if l, ok := x.levels[k]; ok {
		l.v++
	}
}

func (x *Index) Mark(k string) int64 {
	if m, ok := x.marks[k]; ok {
		return *m
	}
	return 0
}

func (x *Index) Title(k string) string { return x.docs[k].title }

func (x *Index) First(k string) byte {
	if f := x.funcs[k]; f != nil {
		return f()[0]
	}
	return 0
}
