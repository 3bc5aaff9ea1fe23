// Pooled objects in maps: put back by a defer, by a helper, by the object's own Release; kept by an owner that puts them back when it drops them.
// aliases: the next user of the pool writes into the entry; clean: Own, whose Drop takes the entry out first, Text, and New objects.
package bufferpools

import (
	"bytes"
	"sync"
)

type row struct {
	cells []string
	buf   bytes.Buffer
}

var (
	rows    = sync.Pool{New: func() any { return new(row) }}
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	chunks  = sync.Pool{New: func() any { b := make([]byte, 4096); return &b }}
)

func getRow() *row { return rows.Get().(*row) }

func (r *row) Release() {
	r.cells = r.cells[:0]
	r.buf.Reset()
	rows.Put(r)
}

type Table struct {
	mu    sync.Mutex
	rows  map[string]*row
	cells map[string][]string
	text  map[string]string
	raw   map[string][]byte
	owned map[string]*bytes.Buffer
}

func (t *Table) Add(key string, cells ...string) {
	r := getRow()
	defer r.Release()
	r.cells = append(r.cells, cells...)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key] = r // want request-retained
}

func (t *Table) Text(key string, fill func(*bytes.Buffer)) {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		b.Reset()
		buffers.Put(b)
	}()
	fill(b)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text[key] = b.String()
}

func (t *Table) Raw(key string, fill func([]byte) int) {
	p := chunks.Get().(*[]byte)
	n := fill(*p)
	t.mu.Lock()
	t.raw[key] = (*p)[:n] // want request-retained
	t.mu.Unlock()
	chunks.Put(p)
}

func (t *Table) RawCopy(key string, fill func([]byte) int) {
	p := chunks.Get().(*[]byte)
	n := fill(*p)
	t.mu.Lock()
	t.raw[key] = append([]byte(nil), (*p)[:n]...)
	t.mu.Unlock()
	chunks.Put(p)
}

func (t *Table) Own(key string, fill func(*bytes.Buffer)) {
	b := buffers.Get().(*bytes.Buffer)
	fill(b)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.owned[key] = b
}

func (t *Table) Drop(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b, ok := t.owned[key]; ok {
		delete(t.owned, key)
		b.Reset()
		buffers.Put(b)
	}
}

// Evict puts the buffer back, and leaves it in the map.
func (t *Table) Render(key string, fill func(*bytes.Buffer)) []byte {
	b := buffers.Get().(*bytes.Buffer)
	fill(b)
	t.mu.Lock()
	t.owned[key] = b // want request-retained
	t.mu.Unlock()
	out := bytes.Clone(b.Bytes())
	buffers.Put(b)
	return out
}
