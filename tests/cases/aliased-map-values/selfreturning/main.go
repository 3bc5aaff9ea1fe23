// Methods that give back their receiver, chained or alone, on one variable and on a new one.
// aliases: build()["a"] and build()["b"] are one object; clean: buildNew gives two.
package main

import "fmt"

type query struct {
	table string
	limit int
}

func (q *query) From(table string) *query {
	q.table = table
	return q
}

func (q *query) Limit(n int) *query {
	q.limit = n
	return q
}

func (q *query) Self() *query { return q }

func (q *query) Clone() *query {
	c := *q
	return &c
}

func build(tables []string) map[string]*query {
	out := map[string]*query{}
	var q query
	for i, t := range tables {
		q.table, q.limit = t, i
		out[t] = q.Self() // want aliased-map-values
	}
	return out
}

func chained(tables []string) map[string]*query {
	out := map[string]*query{}
	var q query
	for i, t := range tables {
		out[t] = q.From(t).Limit(i) // want aliased-map-values
	}
	return out
}

func buildNew(tables []string) map[string]*query {
	out := map[string]*query{}
	for i, t := range tables {
		out[t] = new(query).From(t).Limit(i)
	}
	return out
}

func cloned(tables []string) map[string]*query {
	out := map[string]*query{}
	var q query
	for i, t := range tables {
		out[t] = q.From(t).Limit(i).Clone()
	}
	return out
}

func main() {
	tables := []string{"a", "b"}
	a, b, c, d := build(tables), chained(tables), buildNew(tables), cloned(tables)
	fmt.Println(a["a"] == a["b"], b["a"] == b["b"], c["a"] == c["b"], d["a"] == d["b"])
}
