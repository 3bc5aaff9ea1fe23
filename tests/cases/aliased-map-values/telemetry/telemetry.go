// A sample that is changed field by field, element by element, through a pointer to it.
// aliases: every sensor has the last sample; clean: samples in a slice, and a sample that only the first loop changes.
package main

type sample struct {
	sensor string
	value  float64
	raw    [2]int
}

func fields(names []string) map[string]*sample {
	m := map[string]*sample{}
	var s sample
	for i, n := range names {
		s.sensor = n
		s.value = float64(i)
		m[n] = &s // want aliased-map-values
	}
	return m
}

func elements(names []string) map[string]*[2]int {
	m := map[string]*[2]int{}
	var s sample
	for i, n := range names {
		s.raw[0], s.raw[1] = i, i+1
		m[n] = &s.raw // want aliased-map-values
	}
	return m
}

func throughPointer(names []string) map[string]*sample {
	m := map[string]*sample{}
	var s sample
	p := &s
	for _, n := range names {
		*p = sample{sensor: n}
		m[n] = p // want aliased-map-values
	}
	return m
}

func counter(names []string) map[string]*int {
	m := map[string]*int{}
	id := 0
	for _, n := range names {
		id++
		m[n] = &id // want aliased-map-values
	}
	return m
}

func inSlice(names []string) map[string]*sample {
	m := map[string]*sample{}
	all := make([]sample, len(names))
	for i, n := range names {
		all[i].sensor = n
		m[n] = &all[i]
	}
	return m
}

func prepared(names []string) map[string]*sample {
	m := map[string]*sample{}
	var s sample
	for _, n := range names {
		s.sensor += n
	}
	for _, n := range names {
		m[n] = &s
	}
	return m
}

func main() {
	names := []string{"a", "b"}
	if m := fields(names); m["a"].sensor != "b" {
		panic("fields")
	}
	if m := elements(names); m["a"][0] != 1 {
		panic("elements")
	}
	if m := throughPointer(names); m["a"].sensor != "b" {
		panic("throughPointer")
	}
	if m := counter(names); *m["a"] != 2 {
		panic("counter")
	}
	if inSlice(names)["a"].sensor != "a" || prepared(names)["a"].sensor != "ab" {
		panic("clean")
	}
}
