// A tree whose nodes have the wildcard among their children once these are as many as may be; and errors that are put into _, as they cannot be.
// panics: `counted lost`, `counted unasked`; clean: `counted`.
package main

import (
	"errors"
	"fmt"
	"os"
)

const most = 3

type node struct {
	children map[string]*node
	ids      []int
}

func newNode() *node { return &node{children: map[string]*node{}} }

func (n *node) child(token string) *node {
	if c, ok := n.children[token]; ok {
		return c
	}
	if _, ok := n.children["*"]; ok {
		return n.children["*"]
	}
	if len(n.children)+1 < most {
		c := newNode()
		n.children[token] = c
		return c
	}
	if len(n.children)+1 == most {
		c := newNode()
		n.children["*"] = c
		return c
	}
	c := n.children["*"]
	c.ids = nil // want-possible nil-map-value
	return c
}

func (n *node) wild(id int) {
	if _, ok := n.children["*"]; !ok {
		if id < 0 {
			return
		}
		n.children["*"].ids = append(n.children["*"].ids, id) // want nil-map-value
	}
}

type adder interface{ add(int) int }

type sum int

func (s *sum) add(n int) int { *s += sum(n); return int(*s) }

func adderFor(name string) (adder, error) {
	if name != "sum" {
		return nil, errors.New("no " + name)
	}
	return new(sum), nil
}

type window struct {
	name   string
	adders map[string]adder
}

// add is called for windows whose names adderFor knows.
func (w *window) add(key string, n int) int {
	a, ok := w.adders[key]
	if !ok {
		a, _ = adderFor(w.name)
		w.adders[key] = a
	}
	return a.add(n)
}

func (w *window) all() (total int) {
	for _, a := range w.adders {
		total += a.add(0)
	}
	return total
}

type loose struct{ adders map[string]adder }

func (l *loose) add(key, name string) error {
	a, err := adderFor(name)
	l.adders[key] = a
	return err
}

func (l *loose) all() (total int) {
	for _, a := range l.adders {
		total += a.add(0) // want nil-map-value
	}
	return total
}

func main() {
	root := newNode()
	if len(os.Args) > 1 && os.Args[1] == "lost" {
		root.wild(1)
	}
	l := &loose{map[string]adder{}}
	if len(os.Args) > 1 && os.Args[1] == "unasked" {
		fmt.Println(l.add("a", "product"), l.all())
	}
	for _, t := range []string{"a", "b", "c", "d", "e"} {
		root.child(t)
	}
	w := &window{"sum", map[string]adder{}}
	fmt.Println(len(root.children), w.add("a", 1), w.all(), l.add("a", "sum"), l.all())
}
