// Getter and setter lock, each for itself: the call of the setter is where another goroutine's change is lost.
// lost: parallel calls of Bump leave a lower score; clean: Add changes in one section, Replace stores what it did not read.
package main

import (
	"fmt"
	"net/http"
	"sync"
)

type Board struct {
	mu     sync.Mutex
	scores map[string]int
}

func (b *Board) Score(name string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.scores[name]
}

func (b *Board) SetScore(name string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scores[name] = n
}

func (b *Board) Add(name string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scores[name] += n
}

func (b *Board) Bump(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	score := b.Score(name)
	score += 10
	b.SetScore(name, score) // want lost-update
}

func (b *Board) Replace(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, b.Score(r.FormValue("name")))
	b.SetScore(r.FormValue("name"), len(r.FormValue("score")))
	b.Add(r.FormValue("name"), 1)
}

func main() {
	b := &Board{scores: map[string]int{}}
	http.HandleFunc("/bump", b.Bump)
	http.HandleFunc("/replace", b.Replace)
	b.Add("x", 1)
	fmt.Println(b.Score("x"))
}
