// Nested loops and maps of maps: a variable outside of both, or one for each round of the outer loop.
// aliases: outside and nestedMaps; clean: one group for its members, elements of arrays and slices.
package main

type group struct{ name string }

func outside(groups map[string][]string) map[string]*group {
	m := map[string]*group{}
	var g group
	for name, members := range groups {
		g.name = name
		for _, member := range members {
			m[member] = &g // want aliased-map-values
		}
	}
	return m
}

func nestedMaps(groups map[string][]string) map[string]map[string]*group {
	m := map[string]map[string]*group{}
	var g group
	for name, members := range groups {
		m[name] = map[string]*group{}
		for _, member := range members {
			g.name = member
			m[name][member] = &g // want aliased-map-values
		}
	}
	return m
}

func ofGroup(groups map[string][]string) map[string]*group {
	m := map[string]*group{}
	for name, members := range groups {
		var g group
		g.name = name
		for _, member := range members {
			m[member] = &g
		}
	}
	return m
}

func arrays(names [2]string) map[string]*group {
	m := map[string]*group{}
	var all [2]group
	for i, n := range names {
		all[i].name = n
		m[n] = &all[i]
	}
	return m
}

func pair(names []string) map[string]*group {
	var first, second group
	first.name, second.name = names[0], names[1]
	m := map[string]*group{}
	m[first.name] = &first
	m[second.name] = &second
	return m
}

func main() {
	groups := map[string][]string{"x": {"a", "b"}, "y": {"c"}}
	if m := outside(groups); m["a"] != m["c"] {
		panic("outside")
	}
	if m := nestedMaps(groups); m["x"]["a"] != m["x"]["b"] {
		panic("nestedMaps")
	}
	if ofGroup(groups)["a"].name != "x" || arrays([2]string{"p", "q"})["p"].name != "p" || pair([]string{"p", "q"})["p"].name != "p" {
		panic("clean")
	}
}
