// Package geo: a double check whose second half is in a helper. race: the first test against the store.
package geo

import "sync"

type Country struct{ Code, Name string }

type Index struct {
	mu     sync.Mutex
	source []Country
	byCode map[string]Country
}

func New(cs []Country) *Index { return &Index{source: cs} }

func (ix *Index) build() {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.byCode != nil {
		return
	}
	m := make(map[string]Country, len(ix.source))
	for _, c := range ix.source {
		m[c.Code] = c
	}
	ix.byCode = m
}

func (ix *Index) Get(code string) (Country, bool) {
	if ix.byCode == nil { // want unsynchronized-swap
		ix.build()
	}
	c, ok := ix.byCode[code] // want-possible unsynchronized-swap
	return c, ok
}
