// Counters behind handlers and workers: read and written in two critical sections, or in one.
// lost: 100 parallel requests leave fewer than 100 in each bad one, with no DATA RACE (other goroutines run between its two steps); clean: the others have all.
package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
)

type config struct {
	version int
	hosts   map[string]int
}

type server struct {
	mu     sync.Mutex
	counts map[string]int
	table  sync.Map
	config atomic.Pointer[config]
	writer sync.Mutex
	value  atomic.Value
}

func (s *server) get(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[k]
}

func (s *server) set(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[k] = n
}

// ---- bad ----

func (s *server) twoSections(w http.ResponseWriter, r *http.Request) {
	k := r.FormValue("k")
	s.mu.Lock()
	n := s.counts[k]
	s.mu.Unlock()
	runtime.Gosched()
	n++
	s.mu.Lock()
	s.counts[k] = n // want lost-update
	s.mu.Unlock()
}

func (s *server) throughHelpers(w http.ResponseWriter, r *http.Request) {
	k := "h" + r.FormValue("k")
	s.set(k, s.get(k)+1) // want lost-update
}

func (s *server) syncMap(w http.ResponseWriter, r *http.Request) {
	k := r.FormValue("k")
	v, ok := s.table.Load(k)
	if !ok {
		v = 0
	}
	runtime.Gosched()
	s.table.Store(k, v.(int)+1) // want lost-update
}

func (s *server) pointer(w http.ResponseWriter, r *http.Request) {
	next := *s.config.Load()
	next.version++
	runtime.Gosched()
	s.config.Store(&next) // want lost-update
}

func (s *server) pointerMap(w http.ResponseWriter, r *http.Request) {
	old := s.config.Load()
	hosts := maps.Clone(old.hosts)
	hosts[r.FormValue("k")]++
	runtime.Gosched()
	s.config.Store(&config{old.version, hosts}) // want lost-update
}

func (s *server) anyValue(w http.ResponseWriter, r *http.Request) {
	n, _ := s.value.Load().(int)
	runtime.Gosched()
	s.value.Store(n + 1) // want lost-update
}

// ---- good ----

func (s *server) oneSection(w http.ResponseWriter, r *http.Request) {
	k := "one" + r.FormValue("k")
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.counts[k]
	s.counts[k] = n + 1
}

func (s *server) relookup(w http.ResponseWriter, r *http.Request) {
	k := "re" + r.FormValue("k")
	s.mu.Lock()
	before := s.counts[k]
	s.mu.Unlock()
	if before > 1000 {
		return
	}
	s.mu.Lock()
	s.counts[k] = s.counts[k] + 1
	s.mu.Unlock()
}

func (s *server) swapping(w http.ResponseWriter, r *http.Request) {
	k := "cas" + r.FormValue("k")
	for {
		v, _ := s.table.LoadOrStore(k, 0)
		if s.table.CompareAndSwap(k, v, v.(int)+1) {
			return
		}
	}
}

func (s *server) swappingPointer(w http.ResponseWriter, r *http.Request) {
	for {
		old := s.config.Load()
		next := *old
		next.version++
		if s.config.CompareAndSwap(old, &next) {
			return
		}
	}
}

// A new value that has nothing to do with the old one.
func (s *server) replaced(w http.ResponseWriter, r *http.Request) {
	k := "new" + r.FormValue("k")
	if _, ok := s.table.Load(k); ok {
		return
	}
	s.table.Store(k, len(r.URL.Path))
}

func (s *server) guardedPointer(w http.ResponseWriter, r *http.Request) {
	s.writer.Lock()
	defer s.writer.Unlock()
	s.count(r.FormValue("k"))
}

// All callers hold the writers' lock.
func (s *server) count(k string) {
	v, ok := s.table.Load("locked" + k)
	if !ok {
		v = 0
	}
	s.table.Store("locked"+k, v.(int)+1)
}

func (s *server) otherKey(w http.ResponseWriter, r *http.Request) {
	k := r.FormValue("k")
	s.set("copy"+k, s.get(k))
}

func main() {
	s := &server{counts: map[string]int{}}
	s.config.Store(&config{hosts: map[string]int{}})
	for _, h := range []http.HandlerFunc{s.twoSections, s.throughHelpers, s.syncMap, s.pointer, s.pointerMap, s.anyValue,
		s.oneSection, s.relookup, s.swapping, s.swappingPointer, s.replaced, s.guardedPointer, s.otherKey} {
		var wg sync.WaitGroup
		for range 100 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				h(httptest.NewRecorder(), httptest.NewRequest("GET", "/?k=a", nil))
			}()
		}
		wg.Wait()
	}
	show := func(k, v any) bool { fmt.Print(k, "=", v, " "); return true }
	s.table.Range(show)
	fmt.Println(s.counts, s.config.Load(), s.value.Load())
}
