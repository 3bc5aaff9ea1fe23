// What lookups gave is put into slices and channels and followed where it is taken out; nils that are stored, then ranged over.
// panics: `containers NAME x`, NAME: appended, sent, goroutine, literal, parsed; clean: the others, with `a` too.
package main

import (
	"fmt"
	"os"
)

type node struct{ weight int }

func appended(m map[string]*node, ids []string) int {
	var nodes []*node
	for _, id := range ids {
		nodes = append(nodes, m[id])
	}
	sum := 0
	for _, n := range nodes {
		sum += n.weight // want nil-map-value
	}
	return sum
}

func appendedTested(m map[string]*node, ids []string) int {
	var nodes []*node
	for _, id := range ids {
		if n := m[id]; n != nil {
			nodes = append(nodes, n)
		}
	}
	sum := 0
	for _, n := range nodes {
		sum += n.weight
	}
	return sum
}

func testedLater(m map[string]*node, ids []string) int {
	nodes := make([]*node, len(ids))
	for i, id := range ids {
		nodes[i] = m[id]
	}
	sum := 0
	for _, n := range nodes {
		if n != nil {
			sum += n.weight
		}
	}
	return sum
}

func seenTo(m map[string]*node, ids []string) (int, error) {
	nodes := make([]*node, len(ids))
	for i, id := range ids {
		nodes[i] = m[id]
	}
	for i, n := range nodes {
		if n == nil {
			return 0, fmt.Errorf("no node %s", ids[i])
		}
	}
	sum := 0
	for _, n := range nodes {
		sum += n.weight
	}
	return sum, nil
}

func sent(m map[string]*node, id string) int {
	c := make(chan *node, 1)
	c <- m[id]
	n := <-c
	return n.weight // want nil-map-value
}

func goroutine(m map[string]*node, id string) int {
	c := make(chan *node)
	go func() { c <- m[id] }()
	n := <-c
	return n.weight // want nil-map-value
}

func goroutineTested(m map[string]*node, id string) int {
	c := make(chan *node)
	go func() {
		defer close(c)
		if n, ok := m[id]; ok {
			c <- n
		}
	}()
	sum := 0
	for n := range c {
		sum += n.weight
	}
	return sum
}

func literal() int {
	m := map[string]*node{"a": nil, "b": {2}}
	sum := 0
	for _, n := range m {
		sum += n.weight // want nil-map-value
	}
	return sum
}

func replaced() int {
	m := map[string]*node{"a": nil, "b": nil}
	for _, k := range []string{"a", "b"} {
		m[k] = &node{1}
	}
	sum := 0
	for _, n := range m {
		sum += n.weight
	}
	return sum
}

func parse(s string) *node {
	if s == "x" {
		return nil
	}
	return &node{len(s)}
}

func parsed(ids []string) int {
	m := map[string]*node{}
	for _, id := range ids {
		m[id] = parse(id)
	}
	sum := 0
	for _, n := range m {
		sum += n.weight // want nil-map-value
	}
	return sum
}

func parsedTested(ids []string) int {
	m := map[string]*node{}
	for _, id := range ids {
		if n := parse(id); n != nil {
			m[id] = n
		}
	}
	sum := 0
	for _, n := range m {
		sum += n.weight
	}
	return sum
}

func main() {
	if len(os.Args) < 3 {
		return
	}
	m := map[string]*node{"a": {1}}
	ids := os.Args[2:]
	switch os.Args[1] {
	case "appended":
		fmt.Println(appended(m, ids))
	case "sent":
		fmt.Println(sent(m, ids[0]))
	case "goroutine":
		fmt.Println(goroutine(m, ids[0]))
	case "literal":
		fmt.Println(literal())
	case "parsed":
		fmt.Println(parsed(ids))
	default:
		n, err := seenTo(m, ids)
		fmt.Println(appendedTested(m, ids), testedLater(m, ids), n, err, goroutineTested(m, ids[0]), replaced(), parsedTested(ids))
	}
}
