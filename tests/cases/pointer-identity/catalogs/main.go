// Two catalogues loaded apart: moved compares products by pointer, while same and changed compare them by value.
// seen: moved lists products that are equal; clean: same, changed (== as a shortcut), hasNil, cheapest.
package main

import (
	"fmt"
	"sort"
)

type product struct {
	sku   string
	price int
}

func (p product) equal(o product) bool { return p.sku == o.sku && p.price == o.price }

type catalog struct{ bySKU map[string]*product }

func load(rows ...product) *catalog {
	c := &catalog{bySKU: make(map[string]*product, len(rows))}
	for _, r := range rows {
		c.bySKU[r.sku] = &product{r.sku, r.price}
	}
	return c
}

func same(a, b *catalog, sku string) bool {
	x, ok := a.bySKU[sku]
	if !ok {
		return false
	}
	y, ok := b.bySKU[sku]
	return ok && x.equal(*y)
}

func moved(a, b *catalog) (out []string) {
	for sku, p := range a.bySKU {
		if b.bySKU[sku] != p { // want pointer-identity
			out = append(out, sku)
		}
	}
	sort.Strings(out)
	return out
}

func changed(a, b *catalog) (out []string) {
	for sku, p := range a.bySKU {
		q := b.bySKU[sku]
		if p == q {
			continue
		}
		if q == nil || !p.equal(*q) {
			out = append(out, sku)
		}
	}
	return out
}

func hasNil(c *catalog) bool {
	for _, p := range c.bySKU {
		if p == nil {
			return true
		}
	}
	return false
}

func cheapest(c *catalog) (best *product) {
	for _, p := range c.bySKU {
		if best == nil || p.price < best.price {
			best = p
		}
	}
	return best
}

func isCheapest(c *catalog, sku string) bool {
	b := cheapest(c)
	p, ok := c.bySKU[sku]
	return ok && b != nil && p.price == b.price
}

type stock struct{ units map[product]int }

func (s *stock) add(c *catalog, sku string, n int) {
	if p, ok := c.bySKU[sku]; ok {
		s.units[*p] += n
	}
}

func main() {
	rows := []product{{"a", 1}, {"b", 2}}
	x, y := load(rows...), load(rows...)
	s := &stock{map[product]int{}}
	s.add(x, "a", 2)
	s.add(y, "a", 3)
	fmt.Println(same(x, y, "a"), moved(x, y), changed(x, y), hasNil(x), isCheapest(y, "a"), s.units)
}
