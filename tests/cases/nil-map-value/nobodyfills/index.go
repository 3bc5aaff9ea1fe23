// Maps into which nobody puts anything, since whoever made the entry when it was missing has forgotten to: each lookup gives nil. Those that
// another function, a copy or a decoder fills are fine.
// panics: invalid memory address or nil pointer dereference (Index.Count); clean: Filled, Copied, Loaded.
package nobodyfills

import (
	"encoding/json"
	"maps"
)

type posting struct{ docs []int }

type Index struct{ words map[string]*posting }

func NewIndex() *Index { return &Index{words: map[string]*posting{}} }

func (x *Index) Count(word string, doc int) {
	p := x.words[word]
	p.docs = append(p.docs, doc) // want nil-map-value
}

func (x *Index) Len() int { return len(x.words) }

type Filled struct{ words map[string]*posting }

func NewFilled() *Filled { return &Filled{words: map[string]*posting{}} }

func (x *Filled) Count(word string, doc int) {
	p := x.words[word]
	p.docs = append(p.docs, doc) // want-possible nil-map-value
}

func fill(words map[string]*posting) { words["the"] = &posting{} }

func (x *Filled) Init() { fill(x.words) }

type Copied struct{ words map[string]*posting }

func Copy(words map[string]*posting) *Copied { return &Copied{words: maps.Clone(words)} }

func (x *Copied) Docs(word string) int {
	return len(x.words[word].docs) // want-possible nil-map-value
}

type Loaded struct{ words map[string]*posting }

func (x *Loaded) Read(text []byte) error { return json.Unmarshal(text, &x.words) }

func (x *Loaded) Docs(word string) int {
	return len(x.words[word].docs) // want-possible nil-map-value
}

// Sizes holds values: there is nothing to follow.
type Sizes struct{ of map[string]size }

type size struct{ first, last *int }

func (s *Sizes) Has(name string) bool { return s.of[name].first != nil }
