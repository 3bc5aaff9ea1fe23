// Locks in generic types, whose maps are in another package and in this one.
// seen: go vet -copylocks; main prints 0 hits, since Get touches a copy.
package main

import (
	"fmt"

	"example.com/generic/cache"
)

type entry = cache.Slot[string]

type index map[string]entry

func (x index) first(k string) entry {
	return x[k] // want copied-lock
}

func (x index) hits(k string) int { return x[k].Hits }

func (x index) add(k string) { x[k] = entry{Value: k} }

func (x index) addAll(list []entry) {
	for n := range list {
		x[list[n].Value] = list[n] // want copied-lock
	}
}

func main() {
	t := cache.New[string, int]()
	t.Put("a", 1)
	fmt.Println(t.Get("a"), t.Peek("a"), t.Has("a"), t.GetBox("a"))
	t.Each(func(int) {})
	t.Move("a", "b")
	x := index{}
	x.add("k")
	e := x.first("k")
	e.Touch()
	fmt.Println(x.hits("k"))
	x.addAll([]entry{{Value: "z"}})
}
