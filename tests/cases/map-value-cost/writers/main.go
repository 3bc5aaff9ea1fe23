// Boxes that are written through: by an assignment, an operator, a method, a helper, a range, a decoder. One that is replaced is not.
// seen: the entry shows the new value, with no store in the map.
package main

import (
	"encoding/json"
	"fmt"
)

type pair struct{ a, b int32 }

func (p *pair) swap() { p.a, p.b = p.b, p.a }

func double(p *pair) { p.a *= 2 }

type all struct {
	assigned, swapped, helped, ranged, decoded map[string]*pair
	replaced                                   map[string]*pair // want map-value-cost
}

func (x *all) change(k string, raw []byte) {
	x.assigned[k].a = 1
	x.swapped[k].swap()
	double(x.helped[k])
	for _, p := range x.ranged {
		p.b++
	}
	json.Unmarshal(raw, x.decoded[k])
	x.replaced[k] = &pair{x.replaced[k].b, x.replaced[k].a}
}

func one() map[string]*pair { return map[string]*pair{"k": {1, 2}} }

func main() {
	x := &all{one(), one(), one(), one(), one(), map[string]*pair{"k": {1, 2}}}
	x.change("k", []byte("5"))
	fmt.Println(*x.assigned["k"], *x.swapped["k"], *x.helped["k"], *x.ranged["k"], *x.decoded["k"], *x.replaced["k"])
}
