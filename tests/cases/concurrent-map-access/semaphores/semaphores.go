// Package semaphores guards maps by channels: with room for one, a channel is a mutex; with more room it is none, and a method that
// forgets it goes unguarded.
package semaphores

import "sync"

// Whoever sends has the map until it receives.
type byHelper struct {
	turn  chan struct{}
	words map[string]int
}

func newByHelper() *byHelper {
	return &byHelper{turn: make(chan struct{}, 1), words: map[string]int{}}
}

func (t *byHelper) acquire() { t.turn <- struct{}{} }
func (t *byHelper) release() { <-t.turn }

func (t *byHelper) add(w string) {
	t.acquire()
	defer t.release()
	t.words[w]++
}

// The channel is made full: whoever receives has the map.
type full struct {
	token chan struct{}
	words map[string]int
}

func newFull() *full {
	f := &full{token: make(chan struct{}, 1), words: map[string]int{}}
	f.token <- struct{}{}
	return f
}

func (f *full) add(w string) {
	<-f.token
	defer func() { f.token <- struct{}{} }()
	f.words[w]++
}

func (f *full) drop(w string) {
	<-f.token
	delete(f.words, w)
	f.token <- struct{}{}
}

// Two may be in at once.
type wide struct {
	turn  chan struct{}
	words map[string]int
}

func newWide() *wide { return &wide{turn: make(chan struct{}, 2), words: map[string]int{}} }

func (t *wide) add(w string) {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	t.words[w]++ // want concurrent-map-access
}

// One method does not take its turn.
type leaky struct {
	turn  chan struct{}
	words map[string]int
}

func newLeaky() *leaky { return &leaky{turn: make(chan struct{}, 1), words: map[string]int{}} }

func (t *leaky) add(w string) {
	t.turn <- struct{}{}
	t.words[w]++
	<-t.turn
}

func (t *leaky) drop(w string) {
	delete(t.words, w) // want concurrent-map-access
}

// Count counts the words of all texts at once, in four ways.
func Count(texts [][]string) map[string]int {
	h, f, t, l := newByHelper(), newFull(), newWide(), newLeaky()
	var wg sync.WaitGroup
	for _, text := range texts {
		wg.Go(func() {
			for _, w := range text {
				h.add(w)
				f.add(w)
				f.drop("")
				t.add(w)
				l.add(w)
				l.drop("")
			}
		})
	}
	wg.Wait()
	return h.words
}
