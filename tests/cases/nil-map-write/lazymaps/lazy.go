// Maps that are made before the first write, by a Once, an embedded base, a constructor chain, a named result.
// clean: all of them run from the zero value.
package lazymaps

import "sync"

type base struct {
	tags map[string]string
}

func (b *base) init() { b.tags = make(map[string]string) }

type Node struct {
	base
	kids map[string]*Node
}

func NewNode() *Node {
	n := new(Node)
	n.init()
	n.kids = map[string]*Node{}
	return n
}

func (n *Node) Tag(k, v string) *Node {
	n.tags[k] = v
	return n
}

func (n *Node) Child(name string) *Node {
	c, ok := n.kids[name]
	if !ok {
		c = NewNode()
		n.kids[name] = c
	}
	return c
}

type Registry struct {
	once sync.Once
	byID map[int]string
}

func (r *Registry) table() map[int]string {
	r.once.Do(func() { r.byID = map[int]string{} })
	return r.byID
}

func (r *Registry) Put(id int, s string) { r.table()[id] = s }

func (r *Registry) Get(id int) string { return r.byID[id] }

func Count(words []string) (out map[string]int) {
	for _, w := range words {
		if out == nil {
			out = make(map[string]int, len(words))
		}
		out[w]++
	}
	return out
}

type Headers map[string][]string

func (h *Headers) Add(k, v string) {
	if *h == nil {
		*h = Headers{}
	}
	(*h)[k] = append((*h)[k], v)
}

func Parse(pairs [][2]string) Headers {
	var h Headers
	for _, p := range pairs {
		h.Add(p[0], p[1])
	}
	return h
}
