// Package book has numbers for names.
package book

type Book struct {
	own  map[string]*int // want map-value-cost
	lent map[string]*int
}

func New() *Book { return &Book{map[string]*int{}, map[string]*int{}} }

func (b *Book) Set(k string, n int) {
	m := n
	b.own[k] = &n
	b.lent[k] = &m
}

func (b *Book) Get(k string) int {
	if p, ok := b.own[k]; ok {
		return *p
	}
	return 0
}

func (b *Book) Lend(k string) *int { return b.lent[k] }
