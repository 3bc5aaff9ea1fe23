// Boxes whose addresses are compared or used as keys are objects of their own; those whose contents are compared are not.
// seen: two equal tags are different objects.
package main

import "fmt"

type tag struct{ n uint16 }

type labels struct {
	unique map[string]*tag
	keys   map[string]*tag
	users  map[*tag]int
	equal  map[string]*tag // want map-value-cost
}

func (l *labels) add(k string, n uint16) {
	l.unique[k] = &tag{n}
	l.keys[k] = &tag{n}
	l.users[l.keys[k]]++
	l.equal[k] = &tag{n}
}

func (l *labels) same(a, b string) (bool, bool) {
	return l.unique[a] == l.unique[b], *l.equal[a] == *l.equal[b]
}

func main() {
	l := &labels{map[string]*tag{}, map[string]*tag{}, map[*tag]int{}, map[string]*tag{}}
	l.add("a", 1)
	l.add("b", 1)
	fmt.Println(l.same("a", "b"))
	fmt.Println(len(l.users))
}
