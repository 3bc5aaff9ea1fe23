// Defaults in many forms: cmp.Or, a default entry that init stores, a closure's guard, a loop that waits, a typed nil-safe method set.
// clean: all names that come from the arguments are handled.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
)

type theme struct {
	name  string
	fg    string
	inner *theme
}

func (t *theme) Name() string {
	if t == nil {
		return "plain"
	}
	return t.name
}

func (t *theme) Depth() int {
	n := 0
	for ; t != nil; t = t.inner {
		n++
	}
	return n
}

var themes = map[string]*theme{}

var builtin = &theme{name: "builtin", fg: "black"}

func init() {
	themes["default"] = &theme{name: "default", fg: "grey"}
}

func pick(name string) *theme {
	return cmp.Or(themes[name], builtin)
}

func fg(name string) string {
	t := themes[name]
	if t == nil {
		t = builtin
	}
	return t.fg
}

type lookup struct {
	t   *theme
	err error
}

func find(name string) lookup {
	if t, ok := themes[name]; ok {
		return lookup{t: t}
	}
	return lookup{err: errors.New("no theme " + name)}
}

func describe(name string) (s string) {
	l := find(name)
	if l.err != nil {
		return l.err.Error()
	}
	return l.t.fg
}

func try(name string, f func(*theme)) bool {
	t, ok := themes[name]
	if ok {
		f(t)
	}
	return ok
}

func chain(names []string) *theme {
	var head *theme
	for _, n := range names {
		t := themes[n]
		if t == nil || t == head {
			continue
		}
		t.inner = head
		head = t
	}
	return head
}

func main() {
	for _, name := range os.Args[1:] {
		fmt.Println(pick(name).fg, fg(name), describe(name), themes[name].Name(), themes[name].Depth())
		if !try(name, func(t *theme) { fmt.Println(t.fg) }) {
			fmt.Println("none")
		}
	}
	fmt.Println(chain(os.Args[1:]).Name())
}
