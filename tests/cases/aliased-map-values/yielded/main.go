// Callbacks for each key, which an unknown function calls, with the variable outside of them or inside.
// aliases: lines(...)["a"] and ["b"] are one object; clean: the others have two.
package main

import "fmt"

type line struct{ text string }

func (l *line) set(s string) { l.text = s }

func lines(each func(func(string))) map[string]*line {
	out := map[string]*line{}
	var l line
	each(func(s string) {
		l.set(s)
		out[s] = &l // want aliased-map-values
	})
	return out
}

type walker interface{ Visit(func(string) bool) }

func visited(w walker) map[string]*line {
	out := map[string]*line{}
	var l line
	w.Visit(func(s string) bool {
		l.text = s
		out[s] = &l // want aliased-map-values
		return true
	})
	return out
}

func linesFresh(each func(func(string))) map[string]*line {
	out := map[string]*line{}
	each(func(s string) {
		var l line
		l.set(s)
		out[s] = &l
	})
	return out
}

// Run once, with a name that is known before.
func locked(with func(func(string)), name string) map[string]*line {
	out := map[string]*line{}
	var l line
	with(func(reason string) {
		l.set(reason)
		out[name] = &l
	})
	return out
}

type two struct{}

func (two) Visit(f func(string) bool) { _ = f("a") && f("b") }

func main() {
	each := func(f func(string)) { f("a"); f("b") }
	a, b, c := lines(each), visited(two{}), linesFresh(each)
	fmt.Println(a["a"] == a["b"], b["a"] == b["b"], c["a"] == c["b"], locked(func(f func(string)) { f("r") }, "n")["n"].text)
}
