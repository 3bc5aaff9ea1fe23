// The ways to start goroutines, each with a map that they share: WaitGroup.Go, a loop of `go`, AfterFunc, a worker pool, a group type.
// race: each bad function called once, DATA RACE at the marked line; clean: each good one.
package starters

import (
	"sync"
	"time"
)

func GroupGo(words []string) map[string]int {
	n := map[string]int{}
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Go(func() {
			n[w]++ // want concurrent-map-access
		})
	}
	wg.Wait()
	return n
}

func GroupGoLocked(words []string) map[string]int {
	n := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			n[w]++
		})
	}
	wg.Wait()
	n["total"] = len(words)
	return n
}

// Expiring schedules the delete on a timer's goroutine.
func Expiring(names []string) map[string]bool {
	live := make(map[string]bool)
	for _, n := range names {
		live[n] = true // want concurrent-map-access
		time.AfterFunc(time.Millisecond, func() {
			delete(live, n) // want concurrent-map-access
		})
	}
	return live
}

type Leases struct {
	mu   sync.Mutex
	held map[string]time.Time
}

func NewLeases() *Leases { return &Leases{held: map[string]time.Time{}} }

func (l *Leases) Hold(name string, d time.Duration) {
	l.mu.Lock()
	l.held[name] = time.Now().Add(d)
	l.mu.Unlock()
	time.AfterFunc(d, func() {
		l.mu.Lock()
		delete(l.held, name)
		l.mu.Unlock()
	})
}

func (l *Leases) Held() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.held)
}

type Locks struct {
	mu   sync.Mutex
	held map[string]time.Time
}

func NewLocks() *Locks { return &Locks{held: map[string]time.Time{}} }

func (l *Locks) Hold(name string, d time.Duration) {
	l.mu.Lock()
	l.held[name] = time.Now().Add(d)
	l.mu.Unlock()
	time.AfterFunc(d, func() {
		delete(l.held, name) // want concurrent-map-access
	})
}

func (l *Locks) Held() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.held)
}

// Pool: the workers write their results into one map.
func Pool(jobs []int) map[int]int {
	in := make(chan int)
	results := make(map[int]int)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range in {
				results[j] = j * j // want concurrent-map-access
			}
		}()
	}
	for _, j := range jobs {
		in <- j
	}
	close(in)
	wg.Wait()
	return results
}

type result struct{ in, out int }

// Collected: the workers send, one goroutine writes.
func Collected(jobs []int) map[int]int {
	in := make(chan int)
	out := make(chan result)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range in {
				out <- result{j, j * j}
			}
		}()
	}
	go func() {
		for _, j := range jobs {
			in <- j
		}
		close(in)
		wg.Wait()
		close(out)
	}()
	results := make(map[int]int)
	for r := range out {
		results[r.in] = r.out
	}
	return results
}

// group is a small errgroup.
type group struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
}

func (g *group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	}()
}

func (g *group) Wait() error {
	g.wg.Wait()
	return g.err
}

func Fetch(urls []string, get func(string) (string, error)) (map[string]string, error) {
	pages := map[string]string{}
	var g group
	for _, u := range urls {
		g.Go(func() error {
			page, err := get(u)
			if err != nil {
				return err
			}
			pages[u] = page // want concurrent-map-access
			return nil
		})
	}
	err := g.Wait()
	return pages, err
}

// FetchSlots gives each goroutine a slot, and fills the map after Wait.
func FetchSlots(urls []string, get func(string) (string, error)) (map[string]string, error) {
	got := make([]string, len(urls))
	var g group
	for i, u := range urls {
		g.Go(func() (err error) {
			got[i], err = get(u)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	pages := map[string]string{}
	for i, u := range urls {
		pages[u] = got[i]
	}
	return pages, nil
}

// EachOwn: every goroutine fills a map of its own, which it hands over.
func EachOwn(lines [][]string) map[string]int {
	parts := make(chan map[string]int, len(lines))
	for _, line := range lines {
		go func() {
			part := make(map[string]int)
			for _, w := range line {
				part[w]++
			}
			parts <- part
		}()
	}
	sum := make(map[string]int)
	for range lines {
		for w, n := range <-parts {
			sum[w] += n
		}
	}
	return sum
}

// Shards: a slice of maps, one for each goroutine.
func Shards(lines [][]string) int {
	parts := make([]map[string]int, len(lines))
	var wg sync.WaitGroup
	for i, line := range lines {
		parts[i] = make(map[string]int)
		wg.Add(1)
		go func(m map[string]int, words []string) {
			defer wg.Done()
			for _, w := range words {
				m[w]++
			}
		}(parts[i], line)
	}
	wg.Wait()
	total := 0
	for _, m := range parts {
		total += len(m)
	}
	return total
}

// Progress reads while the goroutine still writes.
func Progress(items []string, done func(string)) int {
	finished := map[string]bool{}
	stop := make(chan struct{})
	go func() {
		for _, it := range items {
			done(it)
			finished[it] = true // want concurrent-map-access
		}
		close(stop)
	}()
	time.Sleep(2 * time.Millisecond)
	n := len(finished)
	<-stop
	return n
}

// Report reads when the goroutine has ended.
func Report(items []string, done func(string)) int {
	finished := map[string]bool{}
	stop := make(chan struct{})
	go func() {
		defer close(stop)
		for _, it := range items {
			done(it)
			finished[it] = true
		}
	}()
	<-stop
	finished["report"] = true
	return len(finished)
}
