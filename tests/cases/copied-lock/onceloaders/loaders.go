// Loaders with a sync.Once inside, kept by value in a generic table: every Get gives a Once that has not run.
// seen: the loader runs at each Get; clean: Lazy, whose table holds pointers, and the plain values.
package onceloaders

import "sync"

type Loader struct {
	once sync.Once
	val  string
	load func() string
}

func (l *Loader) Get() string {
	l.once.Do(func() { l.val = l.load() })
	return l.val
}

type Table[V any] struct{ m map[string]V }

func NewTable[V any]() *Table[V] { return &Table[V]{m: make(map[string]V)} }

func (t *Table[V]) Set(k string, v V) { t.m[k] = v }

func (t *Table[V]) Drop(k string) { delete(t.m, k) }

type Values struct{ loaders map[string]Loader }

func NewValues(fs map[string]func() string) *Values {
	v := &Values{loaders: make(map[string]Loader, len(fs))}
	for name, f := range fs {
		v.loaders[name] = Loader{load: f}
	}
	return v
}

func (v *Values) Get(name string) (string, bool) {
	l, ok := v.loaders[name] // want copied-lock
	if !ok {
		return "", false
	}
	return l.Get(), true
}

type Lazy struct{ loaders *Table[*Loader] }

func NewLazy() *Lazy { return &Lazy{loaders: NewTable[*Loader]()} }

func (z *Lazy) Add(name string, f func() string) {
	z.loaders.Set(name, &Loader{load: f})
}

func (z *Lazy) Get(name string) (string, bool) {
	l, ok := z.loaders.m[name]
	if !ok {
		return "", false
	}
	return l.Get(), true
}

type point struct{ x, y int }

func Points(n int) int {
	t := NewTable[point]()
	t.Set("a", point{n, n})
	p := t.m["a"]
	for _, q := range t.m {
		p.x += q.y
	}
	return p.x
}
