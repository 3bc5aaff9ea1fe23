// Copies of struct values that are changed and written back, under one lock or in one goroutine.
// clean: run -race; the totals are right.
package main

import (
	"fmt"
	"slices"
	"sync"
)

type score struct {
	wins, losses int
	names        []string
}

func (s *score) win()          { s.wins++ }
func (s score) lost() score    { s.losses++; return s }
func (s score) ratio() float64 { s.wins++; return float64(s.wins) / float64(s.wins+s.losses) }

type league struct {
	mu   sync.Mutex
	tab  map[string]score
	best map[string]*score
	grid map[string][2]int
}

func (l *league) win(team string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.tab[team]
	s.win()
	s.names = append(s.names, team)
	l.tab[team] = s
}

func (l *league) lose(team string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tab[team] = l.tab[team].lost()
}

func (l *league) edit(team string, f func(*score)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.tab[team]
	defer func() { l.tab[team] = s }()
	f(&s)
}

func (l *league) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for team, s := range l.tab {
		s.losses = 0
		l.tab[team] = s
	}
}

func (l *league) view(team string) score {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.tab[team]
	s.names = slices.Clone(s.names)
	s.wins *= 2 // half points are shown as whole ones
	return s
}

func (l *league) cell(team string, i int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	row := l.grid[team]
	row[i]++
	l.grid[team] = row
}

func (l *league) rename(from, to string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.tab[from]
	if !ok {
		return
	}
	delete(l.tab, from)
	s.names = append(s.names, to)
	l.tab[to] = s
}

func (l *league) swap(a, b string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	x, y := l.tab[a], l.tab[b]
	x.wins, y.wins = y.wins, x.wins
	l.tab[a], l.tab[b] = x, y
}

func (l *league) show(team string) string {
	s := l.view(team)
	s.losses = -s.losses
	return fmt.Sprint(s.wins, s.losses, len(s.names), s.ratio() > 0)
}

func main() {
	l := &league{tab: map[string]score{}, grid: map[string][2]int{}}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			l.win("a")
			l.lose("b")
			l.edit("b", func(s *score) { s.wins += i })
			l.cell("a", i%2)
		})
	}
	wg.Wait()
	l.swap("a", "b")
	l.rename("a", "z")
	fmt.Println(l.show("z"), l.show("b"), l.grid)
	l.reset()
}
