// Package carried hands entries of a guarded map on: in a struct, to a comparison, past a janitor that looks at them before it deletes them.
package carried

import (
	"slices"
	"sync"
	"time"
)

type player struct {
	name  string
	score int
	seen  time.Time
}

type seat struct {
	*player
	until time.Time
}

type Table struct {
	mu      sync.Mutex
	players map[string]*player
}

func New() *Table { return &Table{players: map[string]*player{}} }

// Sit finds the player, or makes one.
func (t *Table) Sit(name string) {
	t.mu.Lock()
	p := t.players[name]
	if p == nil {
		p = &player{name: name}
		t.players[name] = p
	}
	t.mu.Unlock()
	p.seen = time.Now() // want guarded-pointer-escape
}

func (t *Table) Add(name string, points int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p, ok := t.players[name]; ok {
		p.score += points
	}
}

// Leave takes the player out: nobody else has it any more.
func (t *Table) Leave(name string) int {
	t.mu.Lock()
	p, ok := t.players[name]
	if ok {
		delete(t.players, name)
	}
	t.mu.Unlock()
	if !ok {
		return 0
	}
	p.score++
	return p.score
}

func (t *Table) Expire(age time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, p := range t.players {
		if time.Since(p.seen) > age {
			delete(t.players, name)
		}
	}
}

func (t *Table) seat(name string) (seat, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, ok := t.players[name]
	if !ok {
		return seat{}, false
	}
	return seat{p, time.Now().Add(time.Minute)}, true
}

func (t *Table) Raise(name string) bool {
	s, ok := t.seat(name)
	if !ok || time.Now().After(s.until) {
		return false
	}
	s.score *= 2 // want guarded-pointer-escape
	return true
}

// A copy of the player, not the player.
type card struct {
	player
	until time.Time
}

func (t *Table) card(name string) (card, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, ok := t.players[name]
	if !ok {
		return card{}, false
	}
	return card{*p, time.Now()}, true
}

func (t *Table) Show(name string) (string, int) {
	c, _ := t.card(name)
	c.score++
	return c.name, c.score
}

func (t *Table) list() []*player {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []*player
	for _, p := range t.players {
		out = append(out, p)
	}
	return out
}

func (t *Table) Top() []string {
	list := t.list()
	slices.SortFunc(list, func(x, y *player) int {
		return y.score - x.score // want guarded-pointer-escape
	})
	var names []string
	for _, p := range list {
		names = append(names, p.name)
	}
	return names
}

func (t *Table) Sorted() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var list []*player
	for _, p := range t.players {
		list = append(list, p)
	}
	slices.SortFunc(list, func(x, y *player) int { return y.score - x.score })
	var names []string
	for _, p := range list {
		names = append(names, p.name)
	}
	return names
}
