// Amounts behind pointers from two maps, compared by == in one place and by Equal in others; grouped by pointer and by value.
// seen: alert is told of every product, groups has one group per product; clean: quiet, byValue.
package main

import (
	"fmt"

	"example.com/pricekeys/price"
)

type catalog map[string]*price.Amount

func alert(old, cur catalog) (out []string) {
	for sku := range cur {
		a, ok := old[sku]
		if !ok {
			continue
		}
		if a == cur[sku] { // want pointer-identity
			continue
		}
		out = append(out, sku)
	}
	return out
}

func quiet(old, cur catalog) (out []string) {
	for sku, c := range cur {
		if o := old[sku]; o != nil && c != nil && o.Equal(*c) {
			continue
		}
		out = append(out, sku)
	}
	return out
}

func groups(c catalog) map[*price.Amount][]string {
	out := map[*price.Amount][]string{}
	for sku, a := range c {
		out[a] = append(out[a], sku) // want pointer-identity
	}
	return out
}

func byValue(c catalog) map[price.Amount][]string {
	out := map[price.Amount][]string{}
	for sku, a := range c {
		out[*a] = append(out[*a], sku)
	}
	return out
}

func main() {
	a := catalog{"x": {Cents: 1, Currency: "EUR"}, "y": {Cents: 1, Currency: "EUR"}}
	b := catalog{"x": {Cents: 1, Currency: "EUR"}, "y": {Cents: 2, Currency: "EUR"}}
	fmt.Println(alert(a, b), quiet(a, b), len(groups(a)), len(byValue(a)))
}
