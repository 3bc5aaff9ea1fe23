// Locks far inside: arrays of structs, embedded types of another package, types defined from others; and behind pointers, slices, maps and interfaces.
// seen: go vet -copylocks names the same lines.
package main

import (
	"fmt"
	"sync"

	"example.com/deep/parts"
)

type machine struct {
	bays [2]struct{ arm parts.Arm }
	name string
}

type derived machine

type loose struct {
	arm  *parts.Arm
	arms []parts.Arm
	by   map[string]parts.Arm
	mu   sync.Locker
	f    func(parts.Arm)
}

func take(m map[string]machine, d map[string]derived) (string, string) {
	a := m["a"] // want copied-lock
	b := d["b"] // want copied-lock
	return a.name, b.name
}

func takeLoose(m map[string]loose) int {
	l := m["a"]
	m["b"] = l
	return len(l.arms) + len(l.by)
}

func main() {
	fmt.Println(take(nil, nil))
	fmt.Println(takeLoose(map[string]loose{}))
}
