// A generic table whose Get reports presence; two callers drop the report, others keep it.
// panics: an unknown cookie; clean: name, touch, role.
package presence

import (
	"sync"
)

type Table[K comparable, V any] struct {
	mu   sync.RWMutex
	rows map[K]V
}

func NewTable[K comparable, V any]() *Table[K, V] {
	return &Table[K, V]{rows: make(map[K]V)}
}

func (t *Table[K, V]) Get(k K) (v V, ok bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	v, ok = t.rows[k]
	return v, ok
}

func (t *Table[K, V]) GetOrCreate(k K, mk func() V) V {
	t.mu.Lock()
	defer t.mu.Unlock()
	if v, ok := t.rows[k]; ok {
		return v
	}
	v := mk()
	t.rows[k] = v
	return v
}

func (t *Table[K, V]) Drop(k K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.rows, k)
}
