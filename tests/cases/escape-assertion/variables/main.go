// Declarations: variables whose address goes somewhere, parameters, results, loop variables; what is made by the way counts if nothing else is there.
// seen: go build -gcflags='-m -l' says "moved to heap" of the variables that are on the heap.
package main

import "fmt"

type node struct {
	next  *node
	value int
}

var root *node

func locals() int {
	var a node //ptrsafe:heap
	root = &a
	var b node //ptrsafe:stack
	p := &b
	p.value = 2
	var c node //ptrsafe:stack // want escape-assertion
	root = &c
	d := node{}            //ptrsafe:heap // want escape-assertion
	e, f := node{}, node{} //ptrsafe:stack // want escape-assertion
	root = &f
	return p.value + d.value + e.value
}

func parameter(n node) { //ptrsafe:heap
	root = &n
}

func unused(n node) int { //ptrsafe:stack
	return n.value
}

func moved(n node) { //ptrsafe:stack // want escape-assertion
	root = &n
}

func loops() []*int {
	var all []*int
	for i := 0; i < 3; i++ { //ptrsafe:heap
		all = append(all, &i)
	}
	for i := range 3 { //ptrsafe:stack // want escape-assertion
		all = append(all, &i)
	}
	for i := range 3 { //ptrsafe:stack
		_ = i
	}
	return all
}

var sink any

func boxes(n int) {
	sink = n        //ptrsafe:heap
	sink = n        //ptrsafe:stack // want escape-assertion
	local := any(n) //ptrsafe:stack
	_ = local
}

func main() {
	fmt.Println(locals(), len(loops()), unused(node{}))
	parameter(node{})
	moved(node{})
	boxes(4)
}
