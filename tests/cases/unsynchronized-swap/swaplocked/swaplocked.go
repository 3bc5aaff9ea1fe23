// The writer takes the lock, the reader does not; two different locks; a read lock around the store.
// race: each marked line against its neighbour, DATA RACE; clean: Current.
package swaplocked

import "sync"

type schema struct{ fields []string }

type Catalog struct {
	mu      sync.RWMutex
	otherMu sync.RWMutex
	schema  *schema
	view    *schema
	index   map[string]int
}

func New() *Catalog { return &Catalog{schema: &schema{}, view: &schema{}, index: map[string]int{}} }

func (c *Catalog) SetSchema(s *schema) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.schema = s
}

func (c *Catalog) Current() *schema {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.schema
}

// Fields reads without it.
func (c *Catalog) Fields() []string {
	return c.schema.fields // want unsynchronized-swap
}

// SetIndex stores under a read lock.
func (c *Catalog) SetIndex(m map[string]int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.index = m // want unsynchronized-swap
}

func (c *Catalog) Index(k string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.index[k]
}

// SetView and View have a lock each.
func (c *Catalog) SetView(s *schema) {
	c.otherMu.Lock()
	defer c.otherMu.Unlock()
	c.view = s // want unsynchronized-swap
}

func (c *Catalog) View() *schema {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.view
}
