// Maps in a map, an array or a slice: nobody puts them in; and the same where somebody does.
// panics: assignment to entry in nil map, for `inners 1`, `2` and `3`; clean: `inners 10`.
package main

import "os"

type graph struct{ edges map[string]map[string]int }

func (g *graph) add(a, b string) {
	if g.edges == nil {
		g.edges = make(map[string]map[string]int)
	}
	g.edges[a][b]++ // want nil-map-write
}

type tree struct{ edges map[string]map[string]int }

func (t *tree) add(a, b string) {
	if t.edges == nil {
		t.edges = make(map[string]map[string]int)
	}
	if t.edges[a] == nil {
		t.edges[a] = make(map[string]int)
	}
	t.edges[a][b]++
}

// The struct is passed by value, the map in it is the same.
type visitor struct{ seen map[string]map[string]bool }

func (v visitor) visit(a string, fields []string) {
	v.seen[a] = make(map[string]bool)
	for _, f := range fields {
		v.seen[a][f] = true
	}
}

type table struct{ buckets [3]map[string]int }

func (t *table) put(i int, k string) { t.buckets[i%3][k]++ } // want nil-map-write

type rows struct{ rows []map[string]int }

func newRows(n int) *rows           { return &rows{rows: make([]map[string]int, n)} }
func (r *rows) put(i int, k string) { r.rows[i][k]++ } // want nil-map-write

type filled struct {
	buckets [3]map[string]int
	rows    []map[string]int
	more    []map[string]int
}

func newFilled(n int) *filled {
	f := &filled{rows: make([]map[string]int, n)}
	for i := range f.buckets {
		f.buckets[i] = map[string]int{}
	}
	for i := range f.rows {
		f.rows[i] = map[string]int{}
	}
	for range n {
		f.more = append(f.more, map[string]int{})
	}
	return f
}

func (f *filled) put(i int, k string) {
	f.buckets[i][k]++
	f.rows[i][k]++
	f.more[i][k]++
}

func main() {
	switch os.Args[1] {
	case "1":
		new(graph).add("a", "b")
	case "2":
		new(table).put(1, "a")
	case "3":
		newRows(2).put(1, "a")
	case "10":
		new(tree).add("a", "b")
		visitor{map[string]map[string]bool{}}.visit("a", []string{"b"})
		newFilled(2).put(1, "a")
	}
}
