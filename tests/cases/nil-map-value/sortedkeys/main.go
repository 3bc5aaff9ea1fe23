// Keys that come from the map in other clothes: a slice built beside it, slices.Sorted, an iterator, a heap, a copy.
// clean: run with and without arguments.
package main

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
)

type stat struct {
	word  string
	count int
	lines []int
}

type index struct {
	stats map[string]*stat
	order []string // every key of stats, in the order of its first sight
}

func (ix *index) add(line int, text string) {
	for _, w := range strings.Fields(text) {
		s, ok := ix.stats[w]
		if !ok {
			s = &stat{word: w}
			ix.stats[w] = s
			ix.order = append(ix.order, w)
		}
		s.count++
		s.lines = append(s.lines, line)
	}
}

func (ix *index) inOrder() {
	for i, w := range ix.order {
		fmt.Println(i, w, ix.stats[w].count) // want-possible nil-map-value
	}
}

func (ix *index) sorted() {
	for _, w := range slices.Sorted(maps.Keys(ix.stats)) {
		fmt.Println(w, ix.stats[w].lines)
	}
}

func (ix *index) top(n int) []string {
	keys := slices.Collect(maps.Keys(ix.stats))
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(ix.stats[b].count, ix.stats[a].count), strings.Compare(a, b)) // want-possible nil-map-value
	})
	return keys[:min(n, len(keys))]
}

func (ix *index) longest() string {
	best := ""
	for w := range ix.stats {
		if len(w) > len(best) {
			best = w
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprint(best, ix.stats[best].count) // want-possible nil-map-value
}

func (ix *index) matching(prefix string) iter.Seq2[string, *stat] {
	return func(yield func(string, *stat) bool) {
		for w, s := range ix.stats {
			if strings.HasPrefix(w, prefix) && !yield(w, s) {
				return
			}
		}
	}
}

func (ix *index) sum(prefix string) (n int) {
	for _, s := range ix.matching(prefix) {
		n += s.count
	}
	return n
}

func (ix *index) last() int {
	if len(ix.order) == 0 {
		return 0
	}
	return ix.stats[ix.order[len(ix.order)-1]].count // want-possible nil-map-value
}

func (ix *index) copySums() map[string]int {
	frozen := maps.Clone(ix.stats)
	out := make(map[string]int, len(frozen))
	for w := range ix.stats {
		out[w] = frozen[w].count
	}
	return out
}

func main() {
	ix := &index{stats: make(map[string]*stat)}
	for i, l := range append([]string{"the cat the hat", "a cat"}, os.Args[1:]...) {
		ix.add(i, l)
	}
	ix.inOrder()
	ix.sorted()
	fmt.Println(ix.top(2), ix.longest(), ix.sum("c"), ix.last(), len(ix.copySums()))
}
