// Pooled encoders: a buffer's bytes and an encoder kept in a table after Put; those that are copied out or kept from the pool.
// seen: the kept entry changes when the pool hands the object out again; clean: Copied, Owned.
package encoderpool

import (
	"bytes"
	"fmt"
	"sync"
)

type encoder struct {
	buf  bytes.Buffer
	name string
}

var pool = sync.Pool{New: func() any { return new(encoder) }}

type Cache struct {
	mu    sync.Mutex
	encs  map[string]*encoder
	text  map[string]string
	bytes map[string][]byte
}

func New() *Cache {
	return &Cache{encs: map[string]*encoder{}, text: map[string]string{}, bytes: map[string][]byte{}}
}

func (c *Cache) Render(key string, v any) string {
	e := pool.Get().(*encoder)
	defer pool.Put(e)
	e.buf.Reset()
	e.name = key
	fmt.Fprint(&e.buf, v)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.encs[key] = e // want request-retained
	return e.buf.String()
}

func (c *Cache) Copied(key string, v any) string {
	e := pool.Get().(*encoder)
	defer pool.Put(e)
	e.buf.Reset()
	fmt.Fprint(&e.buf, v)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text[key] = e.buf.String()
	c.bytes[key] = bytes.Clone(e.buf.Bytes())
	return c.text[key]
}

func (c *Cache) Owned(key string, v any) string {
	e := &encoder{name: key}
	fmt.Fprint(&e.buf, v)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.encs[key] = e
	return e.buf.String()
}

func (c *Cache) Evict(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.encs, key)
	delete(c.text, key)
	delete(c.bytes, key)
}
