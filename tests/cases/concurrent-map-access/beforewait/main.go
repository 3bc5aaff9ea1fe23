// Command beforewait: the function that starts the goroutines looks at the map before it waits for them. race: len
// against the inserts.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type doc struct{ id, text string }

type index struct {
	words map[string][]string
	bad   map[string]error
}

func build(docs []doc) *index {
	ix := &index{words: map[string][]string{}, bad: map[string]error{}}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, d := range docs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, w := range strings.Fields(d.text) {
				mu.Lock()
				ix.words[w] = append(ix.words[w], d.id)
				mu.Unlock()
			}
			if d.text == "" {
				mu.Lock()
				ix.bad[d.id] = fmt.Errorf("empty")
				mu.Unlock()
			}
		}()
	}
	if len(ix.bad) > 10 { // want concurrent-map-access
		fmt.Println("many bad documents")
	}
	wg.Wait()
	for w, ids := range ix.words {
		if len(ids) > 100 {
			delete(ix.words, w)
		}
	}
	return ix
}

func main() {
	ix := build([]doc{{"1", "a b"}, {"2", "b c"}, {"3", ""}})
	fmt.Println(len(ix.words))
}
