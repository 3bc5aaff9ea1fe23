// Stores behind interfaces, method values and function variables: what all of them do is known, and what any of them gives.
// panics: `throughinterface nosuch get`, also value, variable, literal; clean: `throughinterface nosuch`.
package main

import (
	"fmt"
	"os"
)

type item struct{ name string }

func (i *item) Name() string { return i.name }

func (i item) Copy() string { return i.name }

type store interface {
	Get(id string) *item
	Find(id string) (*item, bool)
}

type memory struct{ items map[string]*item }

func (m *memory) Get(id string) *item { return m.items[id] }

func (m *memory) Find(id string) (*item, bool) {
	it, ok := m.items[id]
	return it, ok
}

type counted struct {
	items map[string]*item
	asked int
}

func (c *counted) Get(id string) *item {
	c.asked++
	if it, ok := c.items[id]; ok {
		return it
	}
	return nil
}

func (c *counted) Find(id string) (*item, bool) {
	c.asked++
	it, ok := c.items[id]
	return it, ok
}

func get(s store) string { return s.Get(os.Args[1]).name } // want nil-map-value

func gotten(s store) string {
	if it := s.Get(os.Args[1]); it != nil {
		return it.name
	}
	return "none"
}

func found(s store) string {
	it, ok := s.Find(os.Args[1])
	if !ok {
		return "none"
	}
	return it.name
}

func value(m *memory) string {
	look := m.Get
	return look(os.Args[1]).name // want nil-map-value
}

type service struct{ look func(string) *item }

func variable(s *service) string { return s.look(os.Args[1]).name } // want nil-map-value

func literal(m *memory) string {
	look := func(id string) *item { return m.items[id] }
	return look(os.Args[1]).name // want nil-map-value
}

func literalTested(m *memory) string {
	has := func(id string) bool { return m.items[id] != nil }
	if id := os.Args[1]; has(id) {
		return m.items[id].name
	}
	return "none"
}

type copier interface{ Copy() string }

func (m *memory) copier(id string) copier { return m.items[id] }

// Not nil: it holds a nil pointer, and the method copies what that points to.
func held(m *memory) string {
	c := m.copier(os.Args[1])
	if c == nil {
		return "none"
	}
	return c.Copy() // want nil-map-value
}

func main() {
	if len(os.Args) < 2 {
		return
	}
	m := &memory{map[string]*item{"a": {"A"}}}
	stores := []store{m, &counted{items: m.items}}
	how := ""
	if len(os.Args) > 2 {
		how = os.Args[2]
	}
	for _, s := range stores {
		switch how {
		case "get":
			fmt.Println(get(s))
		case "value":
			fmt.Println(value(m), held(m))
		case "variable":
			fmt.Println(variable(&service{look: m.Get}))
		case "literal":
			fmt.Println(literal(m))
		default:
			fmt.Println(gotten(s), found(s), literalTested(m))
		}
	}
}
