// A literal runs while who gave it waits, under the lock that it holds: through a helper that others call without it, or an interface.
// race: Keep; clean: Fill, Count, Names.
package givenunderlock

import "sync"

type store interface {
	List(visit func(name string) bool)
	Watch(visit func(name string) bool)
}

type none struct{}
type one struct{ name string }
type two struct{ a, b string }
type many struct {
	names    []string
	watchers []func(string) bool
}

func (none) List(func(string) bool)         {}
func (o one) List(visit func(string) bool)  { visit(o.name) }
func (t *two) List(visit func(string) bool) { _ = visit(t.a) && visit(t.b) }
func (m *many) List(visit func(string) bool) {
	for _, n := range m.names {
		if !visit(n) {
			return
		}
	}
}

func (none) Watch(func(string) bool)          {}
func (one) Watch(func(string) bool)           {}
func (*two) Watch(func(string) bool)          {}
func (m *many) Watch(visit func(string) bool) { m.watchers = append(m.watchers, visit) }

func open(kind int) store {
	switch kind {
	case 0:
		return none{}
	case 1:
		return one{"a"}
	case 2:
		return &two{"a", "b"}
	}
	return &many{}
}

// Others list without the lock of a table.
type cache struct {
	mu    sync.RWMutex
	store store
}

func (c *cache) list(visit func(string) bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.store.List(func(n string) bool { return n == "" || visit(n) })
}

func (c *cache) Print() {
	c.list(func(n string) bool {
		println(n)
		return true
	})
}

type Table struct {
	mu    sync.Mutex
	cache *cache
	seen  map[string]int
}

func New(kind int) *Table {
	return &Table{cache: &cache{store: open(kind)}, seen: map[string]int{}}
}

func (t *Table) Fill() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cache.list(func(n string) bool {
		t.seen[n]++
		return true
	})
}

func (t *Table) Names() (out []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for n := range t.seen {
		out = append(out, n)
	}
	return out
}

// The body of the method is not here; but the literal counts for its maker, which reads the number behind the call.
type tree interface {
	Ascend(visit func(name string) bool)
}

type Index struct {
	mu   sync.Mutex
	tree tree
	seen map[string]int
}

func NewIndex(t tree) *Index { return &Index{tree: t, seen: map[string]int{}} }

func (x *Index) Count() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	var names []string
	x.tree.Ascend(func(name string) bool {
		delete(x.seen, name)
		names = append(names, name)
		return true
	})
	return len(names)
}

func (x *Index) Add(name string) {
	x.mu.Lock()
	x.seen[name]++
	x.mu.Unlock()
}

// Board gives its literal to who keeps it.
type Board struct {
	mu    sync.Mutex
	store store
	seen  map[string]int
}

func NewBoard(kind int) *Board { return &Board{store: open(kind), seen: map[string]int{}} }

func (b *Board) Keep() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.store.Watch(func(n string) bool {
		b.seen[n]++ // want concurrent-map-access
		return true
	})
}

func (b *Board) Names() (out []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for n := range b.seen {
		out = append(out, n)
	}
	return out
}
