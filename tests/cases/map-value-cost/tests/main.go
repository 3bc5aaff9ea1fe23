// What tests do with the boxes does not count: production code only reads them.
// seen: the test writes through one.
package main

import "fmt"

type weights map[string]*int16 // want map-value-cost

func (w weights) set(k string, n int16) { w[k] = &n }

func (w weights) of(k string) int16 { return *w[k] }

func main() {
	w := weights{}
	w.set("a", 3)
	fmt.Println(w.of("a"))
}
