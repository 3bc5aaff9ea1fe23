// Keys that come from another map or a slice: proven when both are filled together, by a store on each path, by a sort of the keys.
// clean: no path meets an absent key.
package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
)

type meter struct {
	sum, n int
}

func (m *meter) add(v int) { m.sum += v; m.n++ }

func (m *meter) mean() int {
	if m == nil || m.n == 0 {
		return 0
	}
	return m.sum / m.n
}

type report struct {
	meters map[string]*meter
	order  []string
}

func (r *report) observe(name string, v int) {
	if _, ok := r.meters[name]; !ok {
		r.meters[name] = new(meter)
		r.order = append(r.order, name)
	}
	r.meters[name].add(v)
}

func (r *report) lines() (out []string) {
	names := make([]string, 0, len(r.meters))
	for name := range r.meters {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(r.meters[a].sum, r.meters[b].sum) }) // want-possible nil-map-value
	for _, name := range names {
		out = append(out, fmt.Sprint(name, " ", r.meters[name].n))
	}
	return out
}

func histogram(words []string) map[string]int {
	counts := map[string]int{}
	boxes := map[string]*meter{}
	for _, w := range words {
		counts[w]++
		boxes[w] = &meter{}
	}
	for w, n := range counts {
		boxes[w].add(n) // want-possible nil-map-value
	}
	for w := range boxes {
		counts[w] = boxes[w].sum
	}
	return counts
}

type visitor func(name string, m *meter) bool

func (r *report) walk(visit visitor) {
	for name, m := range r.meters {
		if !visit(name, m) {
			return
		}
	}
}

func largest(r *report) (best string) {
	r.walk(func(name string, m *meter) bool {
		if best == "" || m.sum > r.meters[best].sum { // want-possible nil-map-value
			best = name
		}
		return true
	})
	return best
}

func main() {
	r := &report{meters: map[string]*meter{}}
	for _, arg := range os.Args[1:] {
		name, rest, ok := strings.Cut(arg, "=")
		if !ok {
			fmt.Println(r.meters[name].mean())
			continue
		}
		r.observe(name, len(rest))
	}
	fmt.Println(r.lines(), histogram(os.Args), largest(r))
}
