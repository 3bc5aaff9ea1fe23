// Addresses of parts of the loop variable: a field, an element of an array, a field of a field.
// aliases: all results point into the last row; clean: pointers in the row, elements of a slice in the row.
package main

type size struct{ w, h int }

type row struct {
	name  string
	size  size
	cells [3]int
	tail  []int
	next  *row
}

func names(rows []row) []*string {
	var out []*string
	for _, r := range rows {
		out = append(out, &r.name) // want loop-var-address
	}
	return out
}

func widths(rows []row, into map[string]*int) {
	for _, r := range rows {
		into[r.name] = &r.size.w // want loop-var-address
	}
}

func seconds(rows []row) (out []*int) {
	for _, r := range rows {
		out = append(out, &r.cells[1]) // want loop-var-address
	}
	return out
}

func tails(rows []row) (out []*int) {
	for _, r := range rows {
		out = append(out, &r.tail[0])
	}
	return out
}

func nexts(rows []row) (out []*string) {
	for _, r := range rows {
		out = append(out, &r.next.name)
	}
	return out
}

func main() {
	rows := []row{{name: "a", tail: []int{1}, next: &row{name: "x"}}, {name: "b", tail: []int{2}, next: &row{name: "y"}}}
	if n := names(rows); n[0] != n[1] || *n[0] != "b" {
		panic("names")
	}
	m := map[string]*int{}
	widths(rows, m)
	if m["a"] != m["b"] {
		panic("widths")
	}
	if s := seconds(rows); s[0] != s[1] {
		panic("seconds")
	}
	if *tails(rows)[0] != 1 || *nexts(rows)[0] != "x" {
		panic("clean")
	}
}
