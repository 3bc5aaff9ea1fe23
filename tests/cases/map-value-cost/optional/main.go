// A nil box says that there is no value though there is a key: it is needed. Where presence says it, it is not.
// seen: main prints "unknown" for the key that has nil.
package main

import "fmt"

type ages map[string]*int

type heights map[string]*int // want map-value-cost

func (a ages) add(name string, known bool, age int) {
	if !known {
		a[name] = nil
		return
	}
	a[name] = &age
}

func (h heights) add(name string, height int) { h[name] = &height }

func main() {
	a, h := ages{}, heights{}
	a.add("x", false, 0)
	h.add("x", 180)
	if p, ok := a["x"]; ok && p == nil {
		fmt.Println("unknown")
	}
	if p, ok := h["x"]; ok {
		fmt.Println(*p)
	}
}
