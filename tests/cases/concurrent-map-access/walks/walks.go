// A walk that remembers where it was, in turn or with several goroutines, which call the function that remembers under a mutex of the walk.
// race: Count, whose goroutines call it without; clean: Fetch.
package walks

import "sync"

type Graph struct {
	links func(int) []int
}

func (g *Graph) Fetch(root, workers int) int {
	seen := make(map[int]int)
	visit := func(n, depth int) bool {
		old, ok := seen[n]
		if !ok || old > depth {
			seen[n] = depth // want-possible concurrent-map-access
			return true
		}
		return false
	}
	if workers > 1 {
		g.parallel(root, workers, visit)
		return len(seen)
	}
	g.sequential(root, 0, visit)
	return len(seen)
}

func (g *Graph) sequential(root, depth int, visit func(int, int) bool) {
	if !visit(root, depth) {
		return
	}
	for _, l := range g.links(root) {
		g.sequential(l, depth+1, visit)
	}
}

func (g *Graph) parallel(root, workers int, visit func(int, int) bool) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	feed := make(chan int)
	for range workers {
		wg.Go(func() {
			for n := range feed {
				mu.Lock()
				first := visit(n, 1)
				mu.Unlock()
				if first {
					g.links(n)
				}
			}
		})
	}
	feed <- root
	close(feed)
	wg.Wait()
}

func (g *Graph) Count(roots []int) int {
	seen := make(map[int]bool)
	visit := func(n int) {
		seen[n] = true // want concurrent-map-access
	}
	var wg sync.WaitGroup
	for _, root := range roots {
		wg.Go(func() {
			visit(root)
		})
	}
	wg.Wait()
	return len(seen)
}
