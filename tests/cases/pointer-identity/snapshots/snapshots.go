// Two generations of parsed settings, compared by address in every way that Go has for it: lookups, ranges, switches, helpers, maps.Equal.
// seen: main prints what it was told of two equal generations: each bad function says "different", each good one "equal".
package main

import (
	"fmt"
	"maps"
	"reflect"
)

type Rule struct {
	Path  string
	Limit int
}

type Table map[string]*Rule

func parse(paths ...string) Table {
	t := make(Table, len(paths))
	for i, p := range paths {
		t[p] = &Rule{p, i}
	}
	return t
}

func sameRules(a, b Table) bool {
	return maps.EqualFunc(a, b, func(x, y *Rule) bool { return *x == *y })
}

// ---- bad: by address ----

func lookups(a, b Table, path string) bool {
	return a[path] == b[path] // want pointer-identity
}

func ranged(a, b Table) bool {
	for path, r := range a {
		if other, ok := b[path]; !ok || other != r { // want pointer-identity
			return false
		}
	}
	return true
}

func switched(a, b Table, path string) string {
	switch a[path] {
	case b[path]: // want pointer-identity
		return "equal"
	default:
		return "different"
	}
}

func library(a, b Table) bool {
	return maps.Equal(a, b) // want pointer-identity
}

func values(a, b Table) bool {
	for r := range maps.Values(a) {
		if r != b["/"] { // want pointer-identity
			return false
		}
	}
	return true
}

func identicalRules(x, y *Rule) bool {
	return x == y // want pointer-identity
}

func through(a, b Table, path string) bool { return identicalRules(a[path], b[path]) }

// ---- good: by value, nil, absence ----

func lookupsByValue(a, b Table, path string) bool {
	x, y := a[path], b[path]
	return x != nil && y != nil && *x == *y
}

func rangedByValue(a, b Table) bool {
	for path, r := range a {
		if other, ok := b[path]; !ok || *other != *r {
			return false
		}
	}
	return true
}

func limits(a, b Table, path string) bool {
	x, y := a[path], b[path]
	return x != nil && y != nil && x.Limit == y.Limit
}

func present(a Table, path string) bool { return a[path] != nil }

func shortcut(a, b Table, path string) bool {
	x, y := a[path], b[path]
	return x == y || reflect.DeepEqual(x, y)
}

func shortcutFirst(a, b Table, path string) bool {
	x, y := a[path], b[path]
	if x == y {
		return true
	}
	if x == nil || y == nil {
		return false
	}
	return x.Path == y.Path && x.Limit == y.Limit
}

// Equal rules that are two objects: the question is whether one was copied.
func copied(a, b Table, path string) bool {
	x, y := a[path], b[path]
	return x != nil && y != nil && *x == *y && x != y
}

func main() {
	a, b := parse("/"), parse("/")
	fmt.Println("bad", lookups(a, b, "/"), ranged(a, b), switched(a, b, "/"), library(a, b), values(a, b), through(a, b, "/"))
	fmt.Println("good", sameRules(a, b), lookupsByValue(a, b, "/"), rangedByValue(a, b), limits(a, b, "/"), present(a, "/"), shortcut(a, b, "/"),
		shortcutFirst(a, b, "/"), copied(a, b, "/"))
}
