// A nil map that is passed on: the function that writes is fine with its other callers.
// panics: `passed nil`, `passed method`; clean: `passed ok`.
package main

import (
	"fmt"
	"os"
)

type set map[string]bool

func (s set) add(k string) { s[k] = true } // want nil-map-write

func put(m map[string]int, k string) { m[k]++ } // want nil-map-write

func nilArgument() {
	var m map[string]int
	put(m, "a")
}

func method() int {
	var s set
	s.add("a")
	return len(s)
}

func fine() (int, int) {
	m, s := map[string]int{}, make(set)
	put(m, "a")
	s.add("a")
	return len(m), len(s)
}

func main() {
	switch os.Args[1] {
	case "nil":
		nilArgument()
	case "method":
		fmt.Println(method())
	default:
		fmt.Println(fine())
	}
}
