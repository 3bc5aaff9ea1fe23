// A catalogue of products by code: the address of the loop variable as a map value, in a literal of several lines, as a key.
// aliases: all codes give the last product; clean: copies, elements of the slice, and pointers that the slice has.
package main

type Product struct {
	Code  string
	Price int
}

type entry struct {
	code    string
	product *Product
}

func byCode(all []Product) map[string]*Product {
	m := make(map[string]*Product, len(all))
	for _, p := range all {
		m[p.Code] = &p // want loop-var-address
	}
	return m
}

func entries(all []Product) []entry {
	var out []entry
	for _, p := range all {
		out = append(out, entry{
			code:    p.Code,
			product: &p, // want loop-var-address
		})
	}
	return out
}

func seen(all []Product) map[*Product]bool {
	m := map[*Product]bool{}
	for _, p := range all {
		m[&p] = true // want loop-var-address
	}
	return m
}

func copied(all []Product) map[string]*Product {
	m := map[string]*Product{}
	for _, p := range all {
		kept := p
		m[p.Code] = &kept
	}
	return m
}

func shadowed(all []Product) []entry {
	var out []entry
	for _, p := range all {
		p := p
		out = append(out, entry{p.Code, &p})
	}
	return out
}

func elements(all []Product) map[string]*Product {
	m := map[string]*Product{}
	for i, p := range all {
		m[p.Code] = &all[i]
	}
	return m
}

func main() {
	all := []Product{{"a", 1}, {"b", 2}, {"c", 3}}
	if m := byCode(all); m["a"] != m["c"] || m["a"].Code != "c" {
		panic("byCode")
	}
	if e := entries(all); e[0].product != e[2].product {
		panic("entries")
	}
	if len(seen(all)) != 1 {
		panic("seen")
	}
	if copied(all)["a"].Price != 1 || shadowed(all)[0].product.Price != 1 || elements(all)["a"] != &all[0] {
		panic("clean")
	}
}
