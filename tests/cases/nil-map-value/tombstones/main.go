// A nil in the map marks what is known to be missing: a present key is no usable value then.
// panics: `tombstones size gone`, `tombstones marked x`, `tombstones first x`; clean: `tombstones checked gone`.
package main

import (
	"fmt"
	"os"
)

type entry struct{ size int }

type index struct{ byName map[string]*entry }

func (x *index) miss(name string) { x.byName[name] = nil }

func (x *index) put(name string, size int) { x.byName[name] = &entry{size} }

func (x *index) size(name string) int {
	e, ok := x.byName[name]
	if !ok {
		return 0
	}
	return e.size // want nil-map-value
}

func (x *index) marked(name string) int {
	x.byName[name] = nil
	return x.byName[name].size // want nil-map-value
}

func first(name string) int {
	known := map[string]*entry{name: nil, "other": {size: 1}}
	if e, ok := known[name]; ok {
		return e.size // want nil-map-value
	}
	return 0
}

func (x *index) checked(name string) int {
	if e, ok := x.byName[name]; ok && e != nil {
		return e.size
	}
	return 0
}

func (x *index) total() (n int) {
	for _, e := range x.byName {
		if e == nil {
			continue
		}
		n += e.size
	}
	return n
}

func main() {
	x := &index{byName: map[string]*entry{}}
	x.put("here", 7)
	x.miss("gone")
	switch name := os.Args[2]; os.Args[1] {
	case "size":
		fmt.Println(x.size(name))
	case "marked":
		fmt.Println(x.marked(name))
	case "first":
		fmt.Println(first(name))
	case "checked":
		fmt.Println(x.checked(name), x.total())
	}
}
