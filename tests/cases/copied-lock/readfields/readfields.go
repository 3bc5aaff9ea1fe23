// A copy in a variable of which only plain fields are read is a copy all the same; a field that is selected in place is not.
// seen: go vet -copylocks names the same lines.
package readfields

import "sync"

type gauge struct {
	mu   sync.Mutex
	n    int
	name string
}

type board struct{ gauges map[string]gauge }

func newBoard() *board { return &board{gauges: map[string]gauge{"a": {n: 1}}} }

func (b *board) value(k string) int {
	g := b.gauges[k] // want copied-lock
	return g.n
}

func (b *board) label(k string) string {
	if g, ok := b.gauges[k]; ok { // want copied-lock
		return g.name
	}
	return ""
}

func (b *board) inPlace(k string) (int, string) { return b.gauges[k].n, (b.gauges[k]).name }

func (b *board) known(k string) bool {
	_, ok := b.gauges[k]
	return ok
}
