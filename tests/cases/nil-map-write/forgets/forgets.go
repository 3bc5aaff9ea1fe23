// A constructor that forgets a map which the others make, in a library; and constructors whose callers or methods make it.
// panics: `NewBounded(3).Put("a", 1)`; clean: all others.
package forgets

type Cache struct {
	m   map[string]int
	max int
}

func NewCache() *Cache { return &Cache{m: map[string]int{}} }

func NewBounded(max int) *Cache {
	c := &Cache{}
	c.max = max
	return c
}

func (c *Cache) Put(k string, v int) {
	c.m[k] = v // want nil-map-write
}

func (c *Cache) Get(k string) int { return c.m[k] }

type Lazy struct{ m map[string]int }

func NewLazy() *Lazy  { return &Lazy{m: map[string]int{}} }
func NewEmpty() *Lazy { return &Lazy{} }

func (l *Lazy) Put(k string, v int) {
	if l.m == nil {
		l.m = map[string]int{}
	}
	l.m[k] = v
}

type Started struct{ m map[string]int }

func NewStarted() *Started { return newStarted().start() }
func newStarted() *Started { return &Started{} }
func NewFilled() *Started  { return &Started{m: map[string]int{"a": 1}} }

func (s *Started) start() *Started {
	s.m = map[string]int{}
	return s
}

func (s *Started) Put(k string, v int) { s.m[k] = v }

// The objects of one kind are never written to.
type Store struct {
	m        map[string]int
	disabled bool
}

func NewStore() *Store { return &Store{m: map[string]int{}} }
func NewNone() *Store  { return &Store{disabled: true} }

func (s *Store) Put(k string, v int) {
	if s.disabled {
		return
	}
	s.m[k] = v
}
