// Assertions in test files, and of a package that has a test variant: each is reported once.
// seen: go build -gcflags='-m -l'.
package cache

type Entry struct{ hits int }

type Cache struct{ entries map[string]*Entry }

func (c *Cache) Hit(k string) int {
	e := c.entries[k]
	if e == nil {
		e = &Entry{} //ptrsafe:stack // want escape-assertion
		c.entries[k] = e
	}
	e.hits++
	return e.hits
}

func New() *Cache {
	return &Cache{entries: map[string]*Entry{}} //ptrsafe:heap
}
