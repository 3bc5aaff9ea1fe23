// Package filled makes items out of rows: a function that fills them is run before the constructor returns.
// race: EarlyItem, clean: Item.
package filled

import "sync"

// Item is filled by a function that the constructor gives away and that is run before it returns.
type Item struct {
	mu     sync.RWMutex
	values map[string]string
}

func New(rows *sync.Map) *Item {
	it := &Item{values: map[string]string{}}
	rows.Range(func(k, v any) bool {
		it.values[k.(string)] = v.(string)
		return true
	})
	return it
}

func (it *Item) Set(k, v string) {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.values[k] = v
}

func (it *Item) Size() int {
	it.mu.RLock()
	defer it.mu.RUnlock()
	return len(it.values)
}

var (
	early   = map[string]*EarlyItem{}
	earlyMu sync.Mutex
)

// EarlyItem is found by others before it is filled.
type EarlyItem struct {
	mu     sync.RWMutex
	values map[string]string
}

func NewEarly(name string, rows *sync.Map) *EarlyItem {
	it := &EarlyItem{values: map[string]string{}}
	earlyMu.Lock()
	early[name] = it
	earlyMu.Unlock()
	rows.Range(func(k, v any) bool {
		it.values[k.(string)] = v.(string) // want concurrent-map-access
		return true
	})
	return it
}

// Early gives the item of that name.
func Early(name string) *EarlyItem {
	earlyMu.Lock()
	defer earlyMu.Unlock()
	return early[name]
}

// Forget takes it out.
func Forget(name string) {
	earlyMu.Lock()
	defer earlyMu.Unlock()
	delete(early, name)
}

func (it *EarlyItem) Set(k, v string) {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.values[k] = v
}

func (it *EarlyItem) Size() int {
	it.mu.RLock()
	defer it.mu.RUnlock()
	return len(it.values)
}
