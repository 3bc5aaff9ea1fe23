// Function literals that are kept: in a slice, a map, a field, a variable; and some that are not.
// aliases: each kept literal names the last item; clean: literals called in the iteration, or handed to sort and strings.
package main

import (
	"sort"
	"strings"
)

type button struct {
	label   string
	onClick func() string
}

var onExit func() string

func buttons(labels []string) (out []*button) {
	for _, l := range labels {
		b := &button{label: l}
		b.onClick = func() string { return l } // want loop-var-address
		out = append(out, b)
	}
	return out
}

func table(labels []string) map[string]func() string {
	m := map[string]func() string{}
	for i, l := range labels {
		m[l] = func() string { return labels[i] } // want loop-var-address
	}
	return m
}

func last(labels []string) {
	for _, l := range labels {
		if l != "" {
			onExit = func() string { return l } // want loop-var-address
		}
	}
}

func parametrised(labels []string) (out []func() string) {
	for _, l := range labels {
		out = append(out, func(s string) func() string { return func() string { return s } }(l))
	}
	return out
}

func lengths(labels []string) (n int) {
	for _, l := range labels {
		size := func() int { return len(l) }
		n += size()
	}
	return n
}

func sorted(groups [][]int) {
	for _, g := range groups {
		sort.Slice(g, func(i, j int) bool { return g[i] < g[j] })
	}
}

func without(labels []string, set string) (out []string) {
	for _, l := range labels {
		out = append(out, strings.Map(func(r rune) rune {
			if strings.ContainsRune(set, r) || strings.HasPrefix(l, "#") {
				return -1
			}
			return r
		}, l))
	}
	return out
}

func main() {
	labels := []string{"a", "b"}
	if b := buttons(labels); b[0].onClick() != "b" || b[0].label != "a" {
		panic("buttons")
	}
	if table(labels)["a"]() != "b" {
		panic("table")
	}
	last(append(labels, ""))
	if onExit() != "" {
		panic("last")
	}
	sorted([][]int{{2, 1}})
	if parametrised(labels)[0]() != "a" || lengths(labels) != 2 || without(labels, "b")[1] != "" {
		panic("clean")
	}
}
