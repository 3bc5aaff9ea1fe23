// Workers are objects of their own, and have one map in common all the same: given in the literal, or to the constructor.
// race: Run with two workers, Scan of two roots, Sizes, DATA RACE at the stores; clean: own, part (of each worker), safe (one lock).
package workerobjects

import "sync"

type worker struct {
	id      int
	in      <-chan string
	results map[string]int
	own     map[string]int
	part    map[string]int
	mu      *sync.Mutex
	safe    map[string]int
}

func (w *worker) run(wg *sync.WaitGroup) {
	defer wg.Done()
	for s := range w.in {
		w.own[s]++
		w.part[s]++
		w.results[s] = w.id // want concurrent-map-access
		w.mu.Lock()
		w.safe[s]++
		w.mu.Unlock()
	}
}

func Run(n int, words []string) map[string]int {
	in := make(chan string)
	results := make(map[string]int)
	safe := make(map[string]int)
	parts := make([]map[string]int, n)
	for i := range parts {
		parts[i] = map[string]int{}
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range n {
		w := &worker{id: i, in: in, results: results, own: map[string]int{}, part: parts[i], mu: &mu, safe: safe}
		wg.Add(1)
		go w.run(&wg)
	}
	for _, s := range words {
		in <- s
	}
	close(in)
	wg.Wait()
	return results
}

type scanner struct {
	root  string
	found map[string][]string
	local map[string]bool
}

func newScanner(root string, found map[string][]string) *scanner {
	return &scanner{root: root, found: found, local: map[string]bool{}}
}

func (s *scanner) scan(list func(string) []string) {
	for _, f := range list(s.root) {
		if s.local[f] {
			continue
		}
		s.local[f] = true
		s.found[s.root] = append(s.found[s.root], f) // want concurrent-map-access
	}
}

func Scan(roots []string, list func(string) []string) map[string][]string {
	found := map[string][]string{}
	var wg sync.WaitGroup
	for _, r := range roots {
		wg.Add(1)
		s := newScanner(r, found)
		go func() {
			defer wg.Done()
			s.scan(list)
		}()
	}
	wg.Wait()
	return found
}

type job struct {
	name string
	out  map[string]int
	wg   *sync.WaitGroup
}

func (j job) run(size func(string) int) {
	defer j.wg.Done()
	j.out[j.name] = size(j.name) // want concurrent-map-access
}

func Sizes(names []string, size func(string) int) map[string]int {
	out := make(map[string]int)
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go job{n, out, &wg}.run(size)
	}
	wg.Wait()
	return out
}

type counter struct {
	word string
	n    map[string]int
}

func (c *counter) count(texts []string) {
	for _, t := range texts {
		if t == c.word {
			c.n[t]++
		}
	}
}

// Counts has a map for each.
func Counts(words, texts []string) []map[string]int {
	out := make([]map[string]int, len(words))
	var wg sync.WaitGroup
	for i, w := range words {
		n := map[string]int{}
		c := &counter{w, n}
		out[i] = n
		wg.Go(func() { c.count(texts) })
	}
	wg.Wait()
	return out
}
