// Iterators over a guarded map: one yields with the lock held, one takes a snapshot of pointers first.
// race: MarkAll against Count, DATA RACE at the write; clean: ClearAll and Names, whose loop bodies run under the lock.
package iterators

import (
	"iter"
	"net/http"
	"sync"
)

type ticket struct {
	name   string
	marked bool
	votes  int
}

type Board struct {
	mu      sync.Mutex
	tickets map[string]*ticket
}

func NewBoard() *Board { return &Board{tickets: map[string]*ticket{}} }

func (b *Board) Add(name string) {
	b.mu.Lock()
	b.tickets[name] = &ticket{name: name}
	b.mu.Unlock()
}

// locked yields under the lock.
func (b *Board) locked() iter.Seq2[string, *ticket] {
	return func(yield func(string, *ticket) bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		for k, t := range b.tickets {
			if !yield(k, t) {
				return
			}
		}
	}
}

// snapshot yields what it has collected, without the lock.
func (b *Board) snapshot() iter.Seq[*ticket] {
	return func(yield func(*ticket) bool) {
		b.mu.Lock()
		all := make([]*ticket, 0, len(b.tickets))
		for _, t := range b.tickets {
			all = append(all, t)
		}
		b.mu.Unlock()
		for _, t := range all {
			if !yield(t) {
				return
			}
		}
	}
}

func (b *Board) MarkAll(w http.ResponseWriter, r *http.Request) {
	for t := range b.snapshot() {
		t.marked = true // want guarded-pointer-escape
	}
}

func (b *Board) ClearAll(w http.ResponseWriter, r *http.Request) {
	for _, t := range b.locked() {
		t.marked = false
		t.votes = 0
	}
}

func (b *Board) Count(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.tickets {
		if t.marked {
			t.votes++
		}
	}
}

func (b *Board) Names(w http.ResponseWriter, r *http.Request) {
	for t := range b.snapshot() {
		w.Write([]byte(t.name))
	}
}
