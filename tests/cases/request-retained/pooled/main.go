// Pooled buffers kept in a map only while they are out, or copied before Put; objects kept for good are never put back.
// clean: run -race; no kept value is in the pool.
package main

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
)

var bufs = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type store struct {
	mu    sync.Mutex
	texts map[string]string
	raw   map[string][]byte
	open  map[string]*bytes.Buffer
}

func (s *store) render(k string, parts ...string) {
	b := bufs.Get().(*bytes.Buffer)
	defer bufs.Put(b)
	b.Reset()
	for _, p := range parts {
		b.WriteString(p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts[k] = b.String()
	s.raw[k] = bytes.Clone(b.Bytes())
}

func (s *store) begin(k string) {
	b := bufs.Get().(*bytes.Buffer)
	b.Reset()
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, busy := s.open[k]; busy {
		bufs.Put(b)
		return
	}
	s.open[k] = b
}

func (s *store) write(k, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, ok := s.open[k]; ok {
		b.WriteString(text)
	}
}

func (s *store) end(k string) string {
	s.mu.Lock()
	b, ok := s.open[k]
	delete(s.open, k)
	s.mu.Unlock()
	if !ok {
		return ""
	}
	text := b.String()
	bufs.Put(b)
	return text
}

type node struct {
	name string
	next *node
}

var nodes = sync.Pool{New: func() any { return new(node) }}

type tree struct {
	mu  sync.Mutex
	all map[string]*node
}

// adopt takes a node out of the pool for good.
func (t *tree) adopt(name string) {
	n := nodes.Get().(*node)
	*n = node{name: name}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[name] = n
}

func (t *tree) upper(name string) string {
	n := nodes.Get().(*node)
	defer nodes.Put(n)
	*n = node{name: strings.ToUpper(name)}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[name] = &node{name: n.name, next: n.next}
	return n.name
}

func main() {
	s := &store{texts: map[string]string{}, raw: map[string][]byte{}, open: map[string]*bytes.Buffer{}}
	t := &tree{all: map[string]*node{}}
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			k := fmt.Sprint("k", i%3)
			s.render(k, "a", "b")
			s.begin(k)
			s.write(k, "x")
			s.end(k)
			t.adopt(k + "n")
			t.upper(k)
		})
	}
	wg.Wait()
	fmt.Println(s.texts, len(s.raw), len(s.open), len(t.all))
}
