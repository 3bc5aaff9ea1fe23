// A copy of a struct has the map of the other one: a report that is made under the lock, and printed without.
// race: Print or PrintTotals beside Add, DATA RACE at the range; clean: PrintClone, and Rotate, which has the old map alone.
package reports

import (
	"fmt"
	"io"
	"maps"
	"sync"
	"time"
)

type Report struct {
	At   time.Time
	Rows map[string]int
}

type Totals struct {
	Name string
	Sums map[string]int
}

type Builder struct {
	mu   sync.Mutex
	cur  Report
	sums map[string]int
}

func New() *Builder { return &Builder{cur: Report{Rows: map[string]int{}}, sums: map[string]int{}} }

func (b *Builder) Add(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cur.Rows[k]++
	b.sums[k[:1]]++
}

func (b *Builder) Report() Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.cur
	r.At = time.Now()
	return r
}

func (b *Builder) Print(w io.Writer) {
	r := b.Report()
	for k, n := range r.Rows { // want concurrent-map-access
		fmt.Fprintln(w, k, n)
	}
}

func (b *Builder) Totals() Totals {
	b.mu.Lock()
	defer b.mu.Unlock()
	return Totals{Name: "all", Sums: b.sums}
}

func (b *Builder) PrintTotals(w io.Writer) {
	t := b.Totals()
	for k, n := range t.Sums { // want concurrent-map-access
		fmt.Fprintln(w, t.Name, k, n)
	}
}

func (b *Builder) Clone() Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.cur
	r.Rows = maps.Clone(r.Rows)
	return r
}

func (b *Builder) PrintClone(w io.Writer) {
	for k, n := range b.Clone().Rows {
		fmt.Fprintln(w, k, n)
	}
}

func (b *Builder) take() Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.cur
	b.cur = Report{Rows: map[string]int{}}
	return r
}

// Rotate gives the old rows away and starts new ones.
func (b *Builder) Rotate(w io.Writer) {
	r := b.take()
	r.Rows["rotated"] = 1
	for k, n := range r.Rows {
		fmt.Fprintln(w, k, n)
	}
}

// Swap does so itself.
func (b *Builder) Swap() map[string]int {
	b.mu.Lock()
	r := b.cur
	b.cur = Report{Rows: map[string]int{}}
	b.mu.Unlock()
	r.Rows["swapped"] = 1
	return r.Rows
}
