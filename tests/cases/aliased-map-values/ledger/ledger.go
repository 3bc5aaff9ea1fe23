// One variable for all lines of a ledger: assigned whole, as the variable of a range clause, in the head of a for statement.
// aliases: all entries are the last line; clean: a variable in the body, a copy, and the range clause's own variables.
package main

import "strings"

type line struct {
	account string
	cents   int
}

func parse(s string) line {
	name, rest, _ := strings.Cut(s, ":")
	return line{name, len(rest)}
}

func whole(rows []string) map[string]*line {
	m := map[string]*line{}
	var l line
	for _, s := range rows {
		l = parse(s)
		m[l.account] = &l // want aliased-map-values
	}
	return m
}

func ranged(lines []line) map[string]*line {
	m := map[string]*line{}
	var l line
	for _, l = range lines {
		m[l.account] = &l // want aliased-map-values
	}
	return m
}

func parallel(rows []string) map[string]*line {
	m := map[string]*line{}
	var l, prev line
	for _, s := range rows {
		l, prev = parse(s), l
		if l != prev {
			m[s] = &l // want aliased-map-values
		}
	}
	return m
}

func own(rows []string) map[string]*line {
	m := map[string]*line{}
	for _, s := range rows {
		l := parse(s)
		m[l.account] = &l
	}
	return m
}

func copied(rows []string) map[string]*line {
	m := map[string]*line{}
	var l line
	for _, s := range rows {
		l = parse(s)
		kept := l
		m[l.account] = &kept
	}
	return m
}

func clause(lines []line) map[string]*line {
	m := map[string]*line{}
	for _, l := range lines {
		m[l.account] = &l
	}
	return m
}

func main() {
	rows := []string{"a:1", "b:22", "c:333"}
	lines := []line{{"a", 1}, {"b", 2}}
	if m := whole(rows); m["a"] != m["c"] || m["a"].account != "c" {
		panic("whole")
	}
	if m := ranged(lines); m["a"] != m["b"] {
		panic("ranged")
	}
	if m := parallel(rows); m["a:1"] != m["b:22"] {
		panic("parallel")
	}
	if own(rows)["a"].cents != 1 || copied(rows)["a"].cents != 1 || clause(lines)["a"].cents != 1 {
		panic("clean")
	}
}
