// Events and their parents, and operations that stand for others: the objects are meant, although values are compared elsewhere.
// clean: main walks up to the root, and counts the uses of each operation. bad: Merged counts accounts by address.
package main

import "fmt"

type Event struct{ ID, Parent int }

func (e *Event) Equal(o *Event) bool { return e.ID == o.ID && e.Parent == o.Parent }

// The root is its own parent.
func path(byID map[int]*Event, from int) (ids []int) {
	cur := byID[from]
	var prev *Event
	for cur != nil && cur != prev {
		ids = append(ids, cur.ID)
		prev = cur
		cur = byID[cur.Parent]
	}
	return ids
}

type op struct {
	name string
	args []*op
}

func (o *op) equal(p *op) bool { return o.name == p.name && len(o.args) == len(p.args) }

func uses(ops []*op, canonical map[*op]*op) map[*op]int {
	n := map[*op]int{}
	for _, o := range ops {
		for _, a := range o.args {
			n[canonical[a]]++
		}
	}
	return n
}

func sameClass(canonical map[*op]*op, a, b *op) bool { return canonical[a] == canonical[b] }

func Merged(byID map[int]*Event) int {
	n := map[*Event]int{}
	for _, e := range byID {
		n[e]++ // want pointer-identity
	}
	return len(n)
}

func main() {
	fmt.Println(path(map[int]*Event{1: {1, 1}, 2: {2, 1}, 3: {3, 2}}, 3))
	a := &op{name: "a"}
	b := &op{"b", []*op{a, a}}
	canonical := map[*op]*op{a: a, b: b}
	fmt.Println(len(uses([]*op{a, b}, canonical)), sameClass(canonical, a, b), a.equal(b))
	fmt.Println(Merged(map[int]*Event{1: {1, 1}, 2: {1, 1}}))
}
