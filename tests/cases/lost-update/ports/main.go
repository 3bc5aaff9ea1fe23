// Getters and setters that are called through interfaces of their users: a load, a change and a store by two calls, and by one.
// lost: visit, score; clean: visitOnce, raise, remember, guarded, sequential.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type table struct {
	mu   sync.RWMutex
	rows map[string]int
}

func (t *table) Load(key string) (int, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	n, ok := t.rows[key]
	return n, ok
}

func (t *table) Store(key string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key] = n
}

func (t *table) Add(key string, n int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key] += n
	return t.rows[key]
}

// Visits is what the pages need.
type Visits interface {
	Load(key string) (int, bool)
	Store(key string, n int)
	Add(key string, n int) int
}

type pages struct {
	visits Visits
	mu     sync.Mutex
}

func (p *pages) visit(w http.ResponseWriter, r *http.Request) {
	n, _ := p.visits.Load(r.URL.Path)
	n++
	p.visits.Store(r.URL.Path, n) // want lost-update
	fmt.Fprintln(w, n)
}

func (p *pages) visitOnce(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, p.visits.Add(r.URL.Path, 1))
}

// A value that was computed because there was none.
func (p *pages) remember(w http.ResponseWriter, r *http.Request) {
	n, ok := p.visits.Load(r.URL.Path)
	if !ok {
		n = len(r.URL.Path)
		p.visits.Store(r.URL.Path, n)
	}
	fmt.Fprintln(w, n)
}

func (p *pages) guarded(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, _ := p.visits.Load("guarded")
	p.visits.Store("guarded", n+1)
}

// Scores is another user's view of another table.
type Scores interface {
	Get(key string) int
	Set(key string, n int)
}

type board struct {
	mu  sync.Mutex
	all map[string]int
}

func (b *board) Get(key string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all[key]
}

func (b *board) Set(key string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all[key] = n
}

type game struct{ scores Scores }

func (g game) score(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	g.scores.Set(name, g.scores.Get(name)+len(r.FormValue("word"))) // want lost-update
}

// Locking is a table that its users lock.
type Locking interface {
	sync.Locker
	Get(key string) int
	Set(key string, n int)
}

type lockable struct {
	sync.Mutex
	inner sync.Mutex
	all   map[string]int
}

func (l *lockable) Get(key string) int {
	l.inner.Lock()
	defer l.inner.Unlock()
	return l.all[key]
}

func (l *lockable) Set(key string, n int) {
	l.inner.Lock()
	defer l.inner.Unlock()
	l.all[key] = n
}

type rise struct{ table Locking }

func (r rise) raise(w http.ResponseWriter, req *http.Request) {
	r.table.Lock()
	defer r.table.Unlock()
	r.table.Set("n", r.table.Get("n")+1)
}

// Only main's line writes.
type Lines interface {
	Read(key string) int
	Write(key string, n int)
}

type lines struct {
	mu  sync.Mutex
	all map[string]int
}

func (l *lines) Read(key string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all[key]
}

func (l *lines) Write(key string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all[key] = n
}

func sequential(l Lines, keys ...string) {
	for _, key := range keys {
		l.Write(key, l.Read(key)+1)
	}
}

func main() {
	p := &pages{visits: &table{rows: map[string]int{}}}
	g := game{&board{all: map[string]int{}}}
	r := rise{&lockable{all: map[string]int{}}}
	l := &lines{all: map[string]int{}}
	sequential(l, "a", "b", "a")
	http.HandleFunc("/", p.visit)
	http.HandleFunc("/once", p.visitOnce)
	http.HandleFunc("/remember", p.remember)
	http.HandleFunc("/guarded", p.guarded)
	http.HandleFunc("/score", g.score)
	http.HandleFunc("/raise", r.raise)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
