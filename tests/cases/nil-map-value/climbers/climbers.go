// Methods that climb from the receiver they are called with: a loop follows it at once, or asks first whether there is one.
// panics: `climbers nosuch bad`; clean: `climbers nosuch`.
package main

import (
	"fmt"
	"os"
)

type set struct {
	root *set
	name string
}

func (s *set) find() *set {
	for s.root != nil {
		s = s.root
	}
	return s
}

func (s *set) depth() (n int) {
	for ; s != nil; s = s.root {
		n++
	}
	return n
}

type forest map[string]*set

func (f forest) name(a string) string {
	return f[a].find().name // want nil-map-value
}

func (f forest) depth(a string) int { return f[a].depth() }

func main() {
	f := forest{"a": {name: "a"}}
	name := "nosuch"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	fmt.Println(f.depth(name))
	if len(os.Args) > 2 {
		fmt.Println(f.name(os.Args[1]))
	}
}
