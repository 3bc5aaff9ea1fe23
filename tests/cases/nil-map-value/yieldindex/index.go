// An index walked by iterators: keys that come from the map itself are in it; keys of the word list may not be.
// panics: Weigh with a word that no document has; clean: Dump, Lengths, Lookup.
package yieldindex

import (
	"iter"
	"strings"
)

type posting struct {
	docs []int
	idf  float64
}

type Index struct {
	terms map[string]*posting
}

func Build(docs []string) *Index {
	ix := &Index{terms: make(map[string]*posting)}
	for id, doc := range docs {
		for word := range Words(doc) {
			p := ix.terms[word]
			if p == nil {
				p = new(posting)
				ix.terms[word] = p
			}
			p.docs = append(p.docs, id)
		}
	}
	return ix
}

// Words yields the words of a text.
func Words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, w := range strings.Fields(text) {
			if !yield(strings.ToLower(w)) {
				return
			}
		}
	}
}

func (ix *Index) Postings() iter.Seq2[string, *posting] {
	return func(yield func(string, *posting) bool) {
		for w, p := range ix.terms {
			if !yield(w, p) {
				return
			}
		}
	}
}

func (ix *Index) Terms() iter.Seq[string] {
	return func(yield func(string) bool) {
		for w := range ix.terms {
			if !yield(w) {
				return
			}
		}
	}
}

// Lookup tells whether a word is known.
func (ix *Index) Lookup(word string) ([]int, bool) {
	p, ok := ix.terms[word]
	if !ok {
		return nil, false
	}
	return p.docs, true
}
