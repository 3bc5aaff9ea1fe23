// Keys that contain pointers, and arrays of them: equal objects are other keys. Keys made of the contents are not.
// seen: main counts two edges between equal nodes.
package main

import "fmt"

type Node struct{ Name string }

func (n *Node) Equal(o *Node) bool { return n.Name == o.Name }

type edge struct{ from, to *Node }

type names struct{ from, to string }

func edges(nodes map[int]*Node, pairs [][2]int) map[edge]int {
	out := map[edge]int{}
	for _, p := range pairs {
		out[edge{nodes[p[0]], nodes[p[1]]}]++ // want pointer-identity
	}
	return out
}

func byName(nodes map[int]*Node, pairs [][2]int) map[names]int {
	out := map[names]int{}
	for _, p := range pairs {
		out[names{nodes[p[0]].Name, nodes[p[1]].Name}]++
	}
	return out
}

func main() {
	nodes := map[int]*Node{1: {"a"}, 2: {"a"}, 3: {"b"}}
	pairs := [][2]int{{1, 3}, {2, 3}}
	fmt.Println(len(edges(nodes, pairs)), len(byName(nodes, pairs)))
}
