// Phases: the maps are written by init and main, read by the workers, written again after Wait; or by turns with a barrier.
// clean: run -race.
package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

var codes = map[string]int{}

func register(name string, n int) { codes[name] = n }

func init() {
	register("a", 1)
	register("b", 2)
}

type shardResult struct {
	words map[string]int
	err   error
}

func process(ctx context.Context, in []string) []shardResult {
	out := make([]shardResult, len(in))
	var wg sync.WaitGroup
	for i, w := range in {
		wg.Add(1)
		go func(r *shardResult) {
			defer wg.Done()
			if ctx.Err() != nil {
				r.err = ctx.Err()
				return
			}
			r.words = map[string]int{}
			r.words[w] = codes[w]
		}(&out[i])
	}
	wg.Wait()
	return out
}

type barrier struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
	gen  int
	all  int
}

func newBarrier(n int) *barrier {
	b := &barrier{all: n}
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *barrier) wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	gen := b.gen
	if b.n++; b.n == b.all {
		b.n = 0
		b.gen++
		b.cond.Broadcast()
		return
	}
	for gen == b.gen {
		b.cond.Wait()
	}
}

type snapshotMap struct {
	write sync.Mutex
	cur   atomic.Pointer[map[string]int]
}

func (s *snapshotMap) set(k string, v int) {
	s.write.Lock()
	defer s.write.Unlock()
	next := map[string]int{}
	if old := s.cur.Load(); old != nil {
		maps.Copy(next, *old)
	}
	next[k] = v
	s.cur.Store(&next)
}

func (s *snapshotMap) get(k string) int {
	if m := s.cur.Load(); m != nil {
		return (*m)[k]
	}
	return 0
}

func main() {
	register("c", 3)
	total := map[string]int{}
	for _, r := range process(context.Background(), []string{"a", "b", "c", "a"}) {
		for w, n := range r.words {
			total[w] += n
		}
	}
	register("d", len(total))
	s := &snapshotMap{}
	const n = 3
	own := [n]map[int]int{}
	sums := [n]int{}
	b := newBarrier(n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			own[i] = map[int]int{i: i * 10}
			s.set(fmt.Sprint(i), i)
			b.wait()
			for j := range own {
				sums[i] += own[j][j]
			}
			s.get("1")
			b.wait()
			own[i][i]++
		})
	}
	wg.Wait()
	fmt.Println(total, slices.Sorted(maps.Keys(codes)), sums, own[2], s.get("2"))
}
