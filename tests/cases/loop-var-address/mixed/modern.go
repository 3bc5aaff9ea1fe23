// A module at go 1.23 with one file at go1.20: only that file has one variable for all iterations.
// aliases: old; clean: the same loops here, integers and iterators included.
package main

import "slices"

type item struct{ id int }

func young(items []item) (out []*item) {
	for _, it := range items {
		out = append(out, &it)
	}
	for i := range 3 {
		out = append(out, &item{i})
	}
	for it := range slices.Values(items) {
		out = append(out, &it)
	}
	return out
}

func clauses(n int) (out []func() int) {
	for i := 0; i < n; i++ {
		out = append(out, func() int { return i })
	}
	return out
}

func main() {
	items := []item{{1}, {2}}
	if o := old(items); o[0] != o[1] {
		panic("old")
	}
	if o := oldClauses(2); o[0]() != 2 {
		panic("oldClauses")
	}
	if o := young(items); o[0] == o[1] || clauses(2)[0]() != 0 {
		panic("clean")
	}
}
