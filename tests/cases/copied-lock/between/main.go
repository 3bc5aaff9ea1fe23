// From one map to another, key to key, is one copy; and through a variable. Moving pointers is none.
// seen: go vet -copylocks names the same lines.
package main

import (
	"fmt"
	"sync"
)

type slot struct {
	sync.RWMutex
	value int
}

func move(from, to map[string]slot, k string) {
	to[k] = from[k] // want copied-lock
	delete(from, k)
}

func rename(m map[string]slot, old, k string) {
	s, ok := m[old] // want copied-lock
	if ok && s.value > 0 {
		delete(m, old)
	}
	fmt.Println(k)
}

func movePointer(from, to map[string]*slot, k string) {
	to[k] = from[k]
	delete(from, k)
}

func reset(m map[string]slot, k string) {
	m[k] = slot{value: m[k].value}
}

func main() {
	a, b := map[string]slot{"k": {value: 1}}, map[string]slot{}
	move(a, b, "k")
	rename(b, "k", "l")
	movePointer(map[string]*slot{}, map[string]*slot{}, "k")
	reset(a, "k")
	fmt.Println(len(a), len(b))
}
