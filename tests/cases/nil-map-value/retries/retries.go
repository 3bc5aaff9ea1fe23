// Loops that look a key up a few times, or go down step by step, and use what the last round gave; others ask again behind the loop.
// panics: `retries nosuch bad`; clean: `retries nosuch`.
package main

import (
	"errors"
	"fmt"
	"os"
)

type node struct {
	addr  string
	fails int
	kids  map[rune]*node
	end   bool
}

type ring struct{ nodes map[string]*node }

func (r *ring) pick(key string) *node {
	var n *node
	for i := 0; i < 3; i++ {
		var ok bool
		if n, ok = r.nodes[key]; ok {
			break
		}
	}
	n.fails = 0 // want nil-map-value
	return n
}

func (r *ring) pickTested(key string) (*node, error) {
	var n *node
	var ok bool
	for i := 0; i < 3; i++ {
		if n, ok = r.nodes[key]; ok {
			break
		}
	}
	if !ok {
		return nil, errors.New("no node")
	}
	n.fails = 0
	return n, nil
}

func (r *ring) wait(key string, tries int) string {
	n := r.nodes[key]
	for n == nil && tries > 0 {
		n = r.nodes[key]
		tries--
	}
	if n == nil {
		return ""
	}
	return n.addr
}

func (n *node) prefix(word string) bool {
	for _, r := range word {
		if n = n.kids[r]; n == nil {
			return false
		}
	}
	return n.end
}

func main() {
	r := &ring{nodes: map[string]*node{"a": {addr: "1"}}}
	key := "nosuch"
	if len(os.Args) > 1 {
		key = os.Args[1]
	}
	if n, err := r.pickTested(key); err == nil {
		fmt.Println(n.addr)
	}
	fmt.Println(r.wait(key, 2), r.nodes["a"].prefix(key))
	if len(os.Args) > 2 {
		fmt.Println(r.pick(key).addr)
	}
}
