// New objects are looked for among the values of a map, by address or by value; and objects that the map has.
// seen: main finds nothing with the bad ones, although an equal zone is there.
package main

import (
	"fmt"
	"maps"
	"slices"
)

type Zone struct {
	Name   string
	Offset int
}

func (z *Zone) Equal(o *Zone) bool { return z != nil && o != nil && *z == *o }

func parse(name string) *Zone { return &Zone{Name: name, Offset: len(name)} }

// ---- bad ----

func keyOf(zones map[string]*Zone, z *Zone) string {
	for k, v := range zones {
		if v == z { // want pointer-identity
			return k
		}
	}
	return ""
}

func is(zones map[string]*Zone, k string, z *Zone) bool {
	return zones[k] == z // want pointer-identity
}

func known(zones map[string]*Zone, name string) bool {
	return slices.Contains(slices.Collect(maps.Values(zones)), parse(name)) // want pointer-identity
}

func knownThere(zones, others map[string]*Zone, k string) bool {
	return slices.Contains(slices.Collect(maps.Values(zones)), others[k]) // want pointer-identity
}

func count(zones map[string]*Zone, name string) (n int) {
	z := parse(name)
	for _, v := range zones {
		if v == z { // want pointer-identity
			n++
		}
	}
	return n
}

// ---- good ----

func keyOfEqual(zones map[string]*Zone, z *Zone) string {
	for k, v := range zones {
		if v.Equal(z) {
			return k
		}
	}
	return ""
}

func knownEqual(zones map[string]*Zone, z *Zone) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(zones)), z.Equal)
}

// The zone was put in by who takes it out.
func remove(zones map[string]*Zone, z *Zone) {
	for k, v := range zones {
		if v == z {
			delete(zones, k)
		}
	}
}

func with(zones map[string]*Zone, name string, f func()) {
	z := parse(name)
	zones[name] = z
	f()
	if zones[name] == z {
		delete(zones, name)
	}
}

func add(zones map[string]*Zone, name string) *Zone {
	z := parse(name)
	zones[name] = z
	return z
}

func main() {
	zones := map[string]*Zone{"a": parse("a")}
	fmt.Println(keyOf(zones, &Zone{"a", 1}) == "", is(zones, "a", parse("a")), known(zones, "a"), knownThere(zones, map[string]*Zone{"a": parse("a")}, "a"),
		count(zones, "a"))
	fmt.Println(keyOfEqual(zones, &Zone{"a", 1}), knownEqual(zones, &Zone{"a", 1}))
	z := add(zones, "b")
	remove(zones, z)
	with(zones, "c", func() {})
	fmt.Println(len(zones))
}
