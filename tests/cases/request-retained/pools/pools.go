// Pooled objects behind helpers, their bytes, and slices; put back on a failure only, or not at all, they belong to the map.
// aliases: the next user of the pool writes into the entry; clean: Copy, Keep, Maybe.
package pools

import (
	"bytes"
	"errors"
	"sync"
)

var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	blocks  = sync.Pool{New: func() any { b := make([]byte, 0, 512); return &b }}
)

func get() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

func put(b *bytes.Buffer) {
	b.Reset()
	buffers.Put(b)
}

type Cache struct {
	mu    sync.Mutex
	pages map[string]*bytes.Buffer
	bytes map[string][]byte
	texts map[string]string
}

func (c *Cache) Page(name string) {
	b := get()
	defer put(b)
	b.WriteString(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[name] = b // want request-retained
}

func (c *Cache) Bytes(name string) {
	b := get()
	defer put(b)
	b.WriteString(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes[name] = b.Bytes() // want request-retained
}

func (c *Cache) Block(name string) {
	p := blocks.Get().(*[]byte)
	b := append((*p)[:0], name...)
	c.mu.Lock()
	c.bytes[name] = b // want request-retained
	c.mu.Unlock()
	*p = b
	blocks.Put(p)
}

func (c *Cache) Copy(name string) {
	b := get()
	defer put(b)
	b.WriteString(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts[name] = b.String()
	c.bytes[name] = bytes.Clone(b.Bytes())
}

func (c *Cache) Keep(name string) {
	b := get()
	b.WriteString(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[name] = b
}

func (c *Cache) Maybe(name string) error {
	b := get()
	if name == "" {
		put(b)
		return errors.New("no name")
	}
	b.WriteString(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[name] = b
	return nil
}

func (c *Cache) Drop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if b, ok := c.pages[name]; ok {
		delete(c.pages, name)
		put(b)
	}
}
