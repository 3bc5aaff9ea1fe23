// A sharded counter: the shard of a key is found by hash, and each shard has its own lock.
// clean: run -race.
package main

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"sync"
)

const stripes = 8

type shard[V any] struct {
	mu sync.RWMutex
	m  map[string]V
}

type sharded[V any] struct{ shards [stripes]shard[V] }

func newSharded[V any]() *sharded[V] {
	s := &sharded[V]{}
	for i := range s.shards {
		s.shards[i].m = make(map[string]V)
	}
	return s
}

func (s *sharded[V]) at(k string) *shard[V] {
	h := fnv.New32a()
	h.Write([]byte(k))
	return &s.shards[h.Sum32()%stripes]
}

func (s *sharded[V]) update(k string, f func(V) V) {
	sh := s.at(k)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.m[k] = f(sh.m[k])
}

func (s *sharded[V]) get(k string) (V, bool) {
	sh := s.at(k)
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	v, ok := sh.m[k]
	return v, ok
}

func (s *sharded[V]) keys() []string {
	var out []string
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.RLock()
		out = slices.AppendSeq(out, maps.Keys(sh.m))
		sh.mu.RUnlock()
	}
	slices.Sort(out)
	return out
}

func (s *sharded[V]) clear() {
	for i := range s.shards {
		s.shards[i].mu.Lock()
	}
	for i := range s.shards {
		clear(s.shards[i].m)
	}
	for i := range s.shards {
		s.shards[i].mu.Unlock()
	}
}

// table has its locks in one array and its maps in another.
type table struct {
	mus  [4]sync.Mutex
	rows [4]map[int]string
}

func (t *table) put(id int, v string) {
	i := id % len(t.mus)
	t.mus[i].Lock()
	defer t.mus[i].Unlock()
	if t.rows[i] == nil {
		t.rows[i] = map[int]string{}
	}
	t.rows[i][id] = v
}

func (t *table) get(id int) string {
	i := id % len(t.mus)
	t.mus[i].Lock()
	defer t.mus[i].Unlock()
	return t.rows[i][id]
}

func main() {
	s, t := newSharded[int](), &table{}
	var wg sync.WaitGroup
	for w := range 6 {
		wg.Go(func() {
			for i := range 20 {
				s.update(fmt.Sprint(i), func(n int) int { return n + w })
				t.put(i, "x")
				_ = t.get(i + 1)
				s.keys()
			}
		})
	}
	wg.Wait()
	fmt.Println(s.get("3"))
	fmt.Println(len(s.keys()), t.get(3))
	s.clear()
	fmt.Println(len(s.keys()))
}
