// Large values of which lookups take one field, or ask for presence, are not copied; those that a lookup takes whole are.
// seen: go build -gcflags=-S has no copy of the value (DUFFCOPY, memmove) for Number and Has.
package main

import "fmt"

type page struct {
	Number int
	Text   [2000]byte
}

type book struct {
	index map[int]page
	pages map[int]page // want map-value-cost
}

func (b *book) Number(n int) int { return b.index[n].Number }

func (b *book) Has(n int) bool {
	_, ok := b.index[n]
	return ok
}

func (b *book) Page(n int) page { return b.pages[n] }

func main() {
	b := &book{map[int]page{1: {Number: 1}}, map[int]page{}}
	p := b.Page(2)
	fmt.Println(b.Number(1), b.Has(1), len(p.Text))
}
