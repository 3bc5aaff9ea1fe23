// Results that goroutines of an errgroup look-alike, wg.Go and plain go put into one map: without a lock, with one, sent, and by index.
// race: Bad, BadGroup, fatal error at the inserts; clean: the others.
package errgroups

import (
	"strings"
	"sync"
)

type Group struct {
	wg  sync.WaitGroup
	mu  sync.Mutex
	err error
}

func (g *Group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.mu.Lock()
			g.err = err
			g.mu.Unlock()
		}
	}()
}

func (g *Group) Wait() error {
	g.wg.Wait()
	return g.err
}

func BadGroup(urls []string, get func(string) (string, error)) (map[string]string, error) {
	out := make(map[string]string, len(urls))
	var g Group
	for _, u := range urls {
		g.Go(func() error {
			body, err := get(u)
			if err == nil {
				out[u] = body // want concurrent-map-access
			}
			return err
		})
	}
	return out, g.Wait()
}

func Group2(urls []string, get func(string) (string, error)) (map[string]string, error) {
	out := make(map[string]string, len(urls))
	var mu sync.Mutex
	var g Group
	for _, u := range urls {
		g.Go(func() error {
			body, err := get(u)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				out[u] = body
			}
			return err
		})
	}
	err := g.Wait()
	out["done"] = "yes"
	return out, err
}

func Bad(words []string) map[string]int {
	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Go(func() {
			counts[strings.ToLower(w)]++ // want concurrent-map-access
		})
	}
	wg.Wait()
	return counts
}

// Sent collects in one goroutine what the others send.
func Sent(words []string) map[string]int {
	type result struct {
		word string
		n    int
	}
	results := make(chan result)
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Go(func() { results <- result{strings.ToLower(w), len(w)} })
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	counts := map[string]int{}
	for r := range results {
		counts[r.word] += r.n
	}
	return counts
}

// Own gives each goroutine a map of its own, and merges them afterwards.
func Own(parts [][]string) map[string]int {
	maps := make([]map[string]int, len(parts))
	var wg sync.WaitGroup
	for i, words := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			m := map[string]int{}
			for _, w := range words {
				m[w]++
			}
			maps[i] = m
		}()
	}
	wg.Wait()
	all := map[string]int{}
	for _, m := range maps {
		for w, n := range m {
			all[w] += n
		}
	}
	return all
}
