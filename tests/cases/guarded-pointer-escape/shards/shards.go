// Shards with a lock each, maps of slices of pointers, and maps of structs that hold pointers.
// race: Rate and Extend against Sum, DATA RACE at the writes; clean: Grow, which holds the shard's lock.
package shards

import (
	"hash/fnv"
	"net/http"
	"sync"
)

type point struct {
	value  int
	weight int
}

type series struct {
	last   *point
	points []*point
}

type shard struct {
	mu     sync.Mutex
	byName map[string]series
	lists  map[string][]*point
}

type Store struct{ shards [8]shard }

func NewStore() *Store {
	s := &Store{}
	for i := range s.shards {
		s.shards[i].byName = map[string]series{}
		s.shards[i].lists = map[string][]*point{}
	}
	return s
}

func (s *Store) shard(name string) *shard {
	h := fnv.New32a()
	h.Write([]byte(name))
	return &s.shards[h.Sum32()%8]
}

func (s *Store) Add(name string, v int) {
	p := &point{value: v}
	sh := s.shard(name)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.byName[name]
	e.last = p
	e.points = append(e.points, p)
	sh.byName[name] = e
	sh.lists[name] = append(sh.lists[name], p)
}

// Rate writes through the pointer in a struct that the map holds.
func (s *Store) Rate(w http.ResponseWriter, r *http.Request) {
	sh := s.shard(r.URL.Path)
	sh.mu.Lock()
	e, ok := sh.byName[r.URL.Path]
	sh.mu.Unlock()
	if ok {
		e.last.value++ // want guarded-pointer-escape
	}
}

// Extend writes through the pointers of a slice that the map holds.
func (s *Store) Extend(w http.ResponseWriter, r *http.Request) {
	sh := s.shard(r.URL.Path)
	sh.mu.Lock()
	list := sh.lists[r.URL.Path]
	sh.mu.Unlock()
	for _, p := range list {
		p.weight = 1 // want guarded-pointer-escape
	}
}

func (s *Store) Grow(w http.ResponseWriter, r *http.Request) {
	sh := s.shard(r.URL.Path)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	for _, p := range sh.lists[r.URL.Path] {
		p.weight++
		p.value++
	}
}

func (s *Store) Sum() (n int) {
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		for _, e := range sh.byName {
			for _, p := range e.points {
				n += p.value * p.weight
			}
		}
		sh.mu.Unlock()
	}
	return n
}
