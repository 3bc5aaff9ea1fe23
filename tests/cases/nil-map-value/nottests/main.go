// Conditions that ask for no absent key: a field beside, a text that is compared, a helper that goes up a chain; beside such that do.
// panics: `nottests conn x`, `nottests source`; clean: `nottests ok`.
package main

import (
	"errors"
	"fmt"
	"os"
)

type conn struct{ host string }

type result struct {
	conn *conn
	err  error
}

// connect gives a result for each name.
func connect(names []string) map[string]result {
	out := make(map[string]result, len(names))
	for _, n := range names {
		if n == "" {
			out[n] = result{err: errors.New("no name")}
			continue
		}
		out[n] = result{conn: &conn{n}}
	}
	return out
}

func hosts(names []string) {
	all := connect(names)
	for _, n := range names {
		r := all[n]
		if r.err == nil {
			fmt.Println(r.conn.host) // want-possible nil-map-value
		}
	}
}

func host(all map[string]result, name string) string {
	r := all[name]
	if r.conn == nil {
		fmt.Println("not connected")
	}
	return r.conn.host // want nil-map-value
}

// source is given a map with all of its keys, "" for what was not said.
func source(raw map[string]any) string {
	v := raw["source"]
	if v == "" {
		return "here"
	}
	return v.(string) // want-possible nil-map-value
}

func sourceOr(raw map[string]any) string {
	v := raw["source"]
	if v == nil {
		fmt.Println("no source")
	}
	return v.(string) // want nil-map-value
}

type node struct {
	parent *node
	marked bool
	seen   int
}

func (n *node) see() { n.seen++ }

func (n *node) underMark() bool {
	for ; n != nil; n = n.parent {
		if n.marked {
			return true
		}
	}
	return false
}

type graph struct{ nodes map[*conn]*node }

func (g *graph) node(c *conn) *node {
	if c == nil {
		return nil
	}
	n, ok := g.nodes[c]
	if !ok {
		n = &node{}
		g.nodes[c] = n
	}
	return n
}

func (g *graph) visit(c *conn, all bool) int {
	n := g.node(c)
	n.see()
	all = all || n.underMark()
	if all {
		return 0
	}
	return n.seen
}

func main() {
	raw := map[string]any{"source": "there"}
	switch os.Args[1] {
	case "conn":
		fmt.Println(host(connect([]string{"a"}), os.Args[2]))
	case "source":
		delete(raw, "source")
		fmt.Println(sourceOr(raw))
	default:
		hosts([]string{"a", ""})
		c := &conn{"a"}
		g := &graph{map[*conn]*node{c: {}}}
		fmt.Println(source(raw), sourceOr(raw), g.visit(c, false), host(connect([]string{"a"}), "a"))
	}
}
