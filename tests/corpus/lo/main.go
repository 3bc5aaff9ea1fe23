// Command lo uses github.com/samber/lo as an ordinary program does.
package main

import (
	"fmt"
	"strings"

	"github.com/samber/lo"
	lop "github.com/samber/lo/parallel"
)

type order struct {
	ID       int
	Customer string
	Cents    int64
}

func main() {
	orders := []order{{1, "ann", 1200}, {2, "bob", 800}, {3, "ann", 450}}
	byCustomer := lo.GroupBy(orders, func(o order) string { return o.Customer })
	totals := lo.MapValues(byCustomer, func(os []order, _ string) int64 {
		return lo.SumBy(os, func(o order) int64 { return o.Cents })
	})
	index := lo.KeyBy(orders, func(o order) int { return o.ID })
	names := lop.Map(lo.Keys(totals), func(s string, _ int) string { return strings.ToUpper(s) })
	best := lo.MaxBy(lo.Entries(totals), func(a, b lo.Entry[string, int64]) bool { return a.Value > b.Value })
	first, ok := lo.Find(orders, func(o order) bool { return o.Cents < 1000 })
	pair := lo.T2(first, ok)
	fmt.Println(names, best.Key, pair.A.ID, pair.B, lo.Ternary(len(index) > 2, "many", "few"))
	fmt.Println(lo.Reduce(orders, func(acc int64, o order, _ int) int64 { return acc + o.Cents }, int64(0)))
}
