// One object under its own name in several maps, while its other fields are filled; and one object under several names.
// aliases: byKey prints the same object for all its keys.
package main

import "fmt"

type name struct{ text string }

func (n *name) id() *string { return &n.text }

type task struct {
	of    *name
	needs map[string]bool
	size  int
}

func waiting(tasks []*name, before map[string][]string) map[string]map[string]*task {
	out := map[string]map[string]*task{}
	for _, n := range tasks {
		t := &task{of: n}
		for _, b := range before[n.text] {
			m, ok := out[b]
			if !ok {
				m = map[string]*task{}
				out[b] = m
			}
			m[*t.of.id()] = t
			if t.needs == nil {
				t.needs = map[string]bool{}
			}
			t.needs[b] = true
		}
	}
	return out
}

func byKey(keys []*name) map[string]*task {
	out := map[string]*task{}
	t := &task{}
	for _, k := range keys {
		t.of = k
		t.size = len(k.text)
		out[*t.of.id()] = t // want aliased-map-values
	}
	return out
}

func main() {
	a, b := &name{"a"}, &name{"bb"}
	fmt.Println(waiting([]*name{a, b}, map[string][]string{"a": {"bb", "cc"}}))
	for k, t := range byKey([]*name{a, b}) {
		fmt.Println(k, t.size)
	}
}
