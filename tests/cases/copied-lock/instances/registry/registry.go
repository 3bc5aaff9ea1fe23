// Package registry has containers whose values are what their users make them: the program keeps gauges with locks in Table and
// Aged, and plain numbers or pointers in the others.
package registry

type Table[K comparable, V any] struct{ rows map[K]V }

func NewTable[K comparable, V any]() *Table[K, V] { return &Table[K, V]{rows: map[K]V{}} }

func (t *Table[K, V]) Row(k K) (v V) {
	v = t.rows[k] // want copied-lock
	return v
}

func (t *Table[K, V]) SetRow(k K, v V) {
	t.rows[k] = v // want copied-lock
}

func (t *Table[K, V]) Has(k K) bool {
	_, ok := t.rows[k]
	return ok
}

func (t *Table[K, V]) Reset(k K) {
	var zero V
	t.rows[k] = zero
}

type aged[V any] struct {
	value V
	age   int
}

type Aged[V any] struct{ entries map[string]aged[V] }

func NewAged[V any]() Aged[V] { return Aged[V]{map[string]aged[V]{}} }

func (a Aged[V]) Oldest() (age int) {
	for _, e := range a.entries { // want copied-lock
		age = max(age, e.age)
	}
	return age
}

func (a Aged[V]) Age(k string) int { return a.entries[k].age }

// Only numbers and pointers are kept in it.
type Plain[V any] struct{ Rows map[string]V }

func (p Plain[V]) Row(k string) V { return p.Rows[k] }

func (p Plain[V]) SetRow(k string, v V) { p.Rows[k] = v }

func Pick[M ~map[K]V, K comparable, V any](m M, k K) (V, bool) {
	v, ok := m[k] // want copied-lock
	return v, ok
}

// Outer hands its parameter on to another container.
type Outer[V any] struct{ Inner Inner[V] }

type Inner[V any] struct{ Rows map[int]V }

func (i Inner[V]) First() V {
	return i.Rows[0] // want copied-lock
}
