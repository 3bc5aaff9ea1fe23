// Pointers that are kept elsewhere too are shared on purpose: in a slice, another map, a field, a channel.
// seen: a change through the one is seen through the other.
package main

import "fmt"

type mark struct{ x, y int32 }

type board struct {
	inList  map[string]*mark
	list    []*mark
	inField map[string]*mark
	last    *mark
	sent    map[string]*mark
	out     chan *mark
	alone   map[string]*mark // want map-value-cost
}

func (b *board) put(k string, x int32) {
	m := &mark{x: x}
	b.inList[k] = m
	b.list = append(b.list, m)
	b.last = &mark{y: x}
	b.inField[k] = b.last
	s := &mark{}
	b.sent[k] = s
	b.out <- s
	b.alone[k] = &mark{x, x}
}

func (b *board) get(k string) int32 {
	return b.inList[k].x + b.inField[k].y + b.sent[k].x + b.alone[k].x
}

func main() {
	b := &board{inList: map[string]*mark{}, inField: map[string]*mark{}, sent: map[string]*mark{}, out: make(chan *mark, 1), alone: map[string]*mark{}}
	b.put("a", 2)
	fmt.Println(b.get("a"), len(b.list), b.last.y)
}
