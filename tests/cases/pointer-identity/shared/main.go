// Pointers out of a sync.Map, compared with those of a plain map; and with the entry itself.
// seen: main prints false for equal members.
package main

import (
	"fmt"
	"sync"
)

type Member struct{ id, role int }

func sameMember(a, b *Member) bool { return a.id == b.id && a.role == b.role }

type club struct {
	live  sync.Map // int -> *Member
	saved map[int]*Member
}

func (c *club) unchanged(id int) bool {
	v, ok := c.live.Load(id)
	if !ok {
		return false
	}
	return v.(*Member) == c.saved[id] // want pointer-identity
}

func (c *club) unchangedValue(id int) bool {
	v, ok := c.live.Load(id)
	return ok && c.saved[id] != nil && sameMember(v.(*Member), c.saved[id])
}

func (c *club) replace(id int, change func(*Member) *Member) bool {
	v, ok := c.live.Load(id)
	if !ok {
		return false
	}
	return c.live.CompareAndSwap(id, v, change(v.(*Member)))
}

func main() {
	c := &club{saved: map[int]*Member{1: {1, 2}}}
	c.live.Store(1, &Member{1, 2})
	fmt.Println(c.unchanged(1), c.unchangedValue(1), c.replace(1, func(m *Member) *Member { return &Member{m.id, 3} }))
}
