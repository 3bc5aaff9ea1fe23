// Constant keys of tables that nothing writes, keys taken out with others left, arrays behind pointers.
// panics: `fixedtables NAME`, NAME: missing, removed, array; clean: the others.
package main

import (
	"fmt"
	"os"
)

type colour struct{ hex string }

var named = map[int]*colour{1: {"f00"}, 2: {"0f0"}}

var grown = map[int]*colour{1: {"f00"}}

var handed = map[int]*colour{1: {"f00"}}

func init() { grown[3] = &colour{"00f"} }

func fill(m map[int]*colour) { m[3] = &colour{"00f"} }

func missing() string { return named[3].hex } // want nil-map-value

func there() string { return named[2].hex }

func added() string { return grown[3].hex } // want-possible nil-map-value

func filled() string {
	fill(handed)
	return handed[3].hex // want-possible nil-map-value
}

func removed(m map[int]*colour) {
	m[1] = &colour{"f00"}
	m[2] = &colour{"0f0"}
	delete(m, 1)
	fmt.Println(m[2].hex)
	fmt.Println(m[1].hex) // want nil-map-value
}

func putBack(m map[int]*colour) {
	m[1] = &colour{"f00"}
	m[2] = &colour{"0f0"}
	delete(m, 1)
	fmt.Println(m[2].hex)
	m[1] = &colour{"00f"}
	fmt.Println(m[1].hex)
}

func array(m map[string]*[3]int, k string) int {
	n := 0
	for _, v := range m[k] { // want nil-map-value
		n += v
	}
	return n
}

func arrayLength(m map[string]*[3]int, k string) int {
	n := 0
	for i := range m[k] {
		n += i
	}
	return n
}

func main() {
	cells := map[string]*[3]int{"a": {1, 2, 3}}
	k := os.Args[len(os.Args)-1]
	switch k {
	case "missing":
		fmt.Println(missing())
	case "removed":
		removed(map[int]*colour{})
	case "array":
		fmt.Println(array(cells, k))
	default:
		putBack(map[int]*colour{})
		fmt.Println(there(), added(), filled(), arrayLength(cells, k))
	}
}
