// A map that is made under a condition, and written in a loop under the same condition, or under its opposite.
// panics: `correlated bad a b`; clean: `correlated ok a b`, `correlated ok`.
package main

import (
	"fmt"
	"os"
)

func opposite(ks []string, verbose bool) map[string]int {
	var out map[string]int
	if verbose {
		out = make(map[string]int)
	}
	for i, k := range ks {
		if !verbose {
			out[k] = i // want nil-map-write
		}
	}
	return out
}

func same(ks []string, verbose bool) map[string]int {
	var out map[string]int
	if verbose {
		out = make(map[string]int)
	}
	for i, k := range ks {
		if verbose {
			out[k] = i
		}
	}
	return out
}

func unlessEmpty(ks []string) map[string]int {
	var out map[string]int
	if len(ks) > 0 {
		out = make(map[string]int, len(ks))
	}
	for i, k := range ks {
		out[k] = i
	}
	return out
}

func emptyReturns(ks []string) map[string]int {
	var out map[string]int
	if n := len(ks); n != 0 {
		out = make(map[string]int, n)
	}
	for _, k := range ks {
		out[k]++
	}
	return out
}

func main() {
	ks := os.Args[2:]
	if os.Args[1] == "bad" {
		opposite(ks, false)
	}
	fmt.Println(same(ks, true), same(ks, false), unlessEmpty(ks), emptyReturns(ks))
}
