// Literals &T{…} compared with entries, and looked up, by address: a new object is in no map.
// prints: false false 0 true true 1 true 2
package main

import "fmt"

type point struct{ x, y int }

type mark struct{}

func at(m map[string]*point, k string) bool {
	return m[k] == &point{1, 2} // want pointer-identity
}

func changed(m map[string]*point, k string, x int) bool {
	before, ok := m[k]
	if !ok {
		return false
	}
	now := &point{x: x}
	now.y = x
	return before == now // want pointer-identity
}

func count(seen map[*point]int, x int) int {
	return seen[&point{x, 0}] // want pointer-identity
}

// By value.
func same(m map[string]*point, k string) bool {
	p := m[k]
	return p != nil && *p == point{1, 2}
}

// The new object may have been put in the map.
func put(m map[string]*point, k string) bool {
	p := &point{1, 2}
	if m[k] == nil {
		m[k] = p
	}
	return m[k] == p
}

// Keys that are looked up after they have been put in.
func number(of map[*point]int) int {
	p := &point{3, 4}
	of[p] = len(of) + 1
	return of[p]
}

// Objects without contents may be one and the same: nothing is known.
func marked(m map[string]*mark, k string) bool {
	return m[k] == &mark{} || m[k] != nil
}

// Values as keys.
func values(m map[point]int) int { return m[point{1, 2}] }

func main() {
	m := map[string]*point{"a": {1, 2}}
	fmt.Println(at(m, "a"), changed(m, "a", 1), count(map[*point]int{{1, 0}: 1}, 1), same(m, "a"), put(m, "b"), number(map[*point]int{}),
		marked(map[string]*mark{"a": {}}, "a"), values(map[point]int{{1, 2}: 2}))
}
