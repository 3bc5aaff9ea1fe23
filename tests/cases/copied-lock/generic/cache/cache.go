package cache

import "sync"

// Slot is what other packages keep in maps.
type Slot[V any] struct {
	mu    sync.Mutex
	Value V
	Hits  int
}

func (s *Slot[V]) Touch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Hits++
}

type Table[K comparable, V any] struct {
	slots map[K]Slot[V]
	boxes map[K]*Slot[V]
}

func New[K comparable, V any]() *Table[K, V] {
	return &Table[K, V]{map[K]Slot[V]{}, map[K]*Slot[V]{}}
}

// ---- bad ----

func (t *Table[K, V]) Get(k K) V {
	s := t.slots[k] // want copied-lock
	s.Touch()
	return s.Value
}

func (t *Table[K, V]) Each(f func(V)) {
	for _, s := range t.slots { // want copied-lock
		f(s.Value)
	}
}

func (t *Table[K, V]) Move(from, to K) {
	t.slots[to] = t.slots[from] // want copied-lock
	delete(t.slots, from)
}

// ---- good ----

func (t *Table[K, V]) Put(k K, v V) {
	t.slots[k] = Slot[V]{Value: v}
	t.boxes[k] = &Slot[V]{Value: v}
}

func (t *Table[K, V]) Peek(k K) V { return t.slots[k].Value }

func (t *Table[K, V]) Has(k K) bool {
	_, ok := t.slots[k]
	return ok
}

func (t *Table[K, V]) GetBox(k K) V {
	s := t.boxes[k]
	s.Touch()
	return s.Value
}
