// What callees do with what they are given, in the program and in the library: their bodies count.
// seen: go build -gcflags='-m -l'.
package main

import (
	"fmt"
	"sort"
	"strings"

	"example.com/calls/parts"
)

type byLength []string

func (b byLength) Len() int           { return len(b) }
func (b byLength) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLength) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func program() int {
	p := &parts.Part{Name: "a"} //ptrsafe:stack
	q := &parts.Part{Name: "b"} //ptrsafe:heap
	r := &parts.Part{Name: "c"} //ptrsafe:stack // want escape-assertion
	s := &parts.Part{Name: "d"} //ptrsafe:heap // want escape-assertion
	parts.Keep(q)
	parts.Keep(parts.Same(r))
	return parts.Length(p) + parts.Length(parts.Same(s))
}

func library(in string) int {
	var b strings.Builder //ptrsafe:stack
	b.WriteString(in)
	old := []string{"a", "b"} //ptrsafe:stack
	n := strings.Count(strings.Join(old, b.String()), "a")
	names := []string{"x", "yy"} //ptrsafe:heap
	sort.Sort(byLength(names))
	more := []string{"x", "yy"} //ptrsafe:stack // want escape-assertion
	sort.Sort(byLength(more))
	return n
}

func main() { fmt.Println(program(), library("ab")) }
