// Maps behind pointers, in arrays and in slices, in closures and in loops.
// panics: `pointers indirect`, `pointers array`, `pointers slice`, `pointers closure`, `pointers loop`; clean: `pointers ok`.
package main

import (
	"fmt"
	"os"
)

func indirect() map[string]int {
	var m map[string]int
	p := &m
	(*p)["a"] = 1 // want nil-map-write
	return m
}

func array(words []string) int {
	var byLength [16]map[string]bool
	for _, w := range words {
		byLength[len(w)%16][w] = true // want nil-map-write
	}
	return len(byLength)
}

func slice(words []string) int {
	shards := make([]map[string]bool, 4)
	for _, w := range words {
		shards[len(w)%4][w] = true // want nil-map-write
	}
	return len(shards)
}

func closure() func(string) {
	var seen map[string]bool
	return func(s string) {
		seen[s] = true // want nil-map-write
	}
}

func loop(rows [][]string) (out []map[string]string) {
	for _, row := range rows {
		var m map[string]string
		for i, cell := range row {
			m[fmt.Sprint(i)] = cell // want nil-map-write
		}
		out = append(out, m)
	}
	return out
}

func fill(m *map[string]int) {
	if *m == nil {
		*m = map[string]int{}
	}
	(*m)["filled"] = 1
}

func filled() map[string]int {
	var m map[string]int
	fill(&m)
	m["a"] = 1
	return m
}

func shards() int {
	shards := make([]map[string]bool, 4)
	for i := range shards {
		shards[i] = make(map[string]bool)
	}
	shards[1]["x"] = true
	var pair [2]map[string]bool
	for i := range pair {
		pair[i] = map[string]bool{}
	}
	pair[0]["x"] = true
	return len(shards[1])
}

func captured() func(string) {
	seen := map[string]bool{}
	return func(s string) { seen[s] = true }
}

func main() {
	switch os.Args[1] {
	case "indirect":
		fmt.Println(indirect())
	case "array":
		fmt.Println(array(os.Args))
	case "slice":
		fmt.Println(slice(os.Args))
	case "closure":
		closure()("x")
	case "loop":
		fmt.Println(loop([][]string{{"a"}}))
	default:
		captured()("x")
		fmt.Println(filled(), shards())
	}
}
