// Caches: generic, nested, get-or-create, behind a pointer to a lock, TryLock, a condition, a janitor, bulk operations.
// race: Get against Put (and so on) of each bad type, DATA RACE at the marked lines; clean: the good types with the same calls.
package caches

import (
	"maps"
	"sync"
	"time"
)

// Cache is generic; Peek forgets the lock.
type Cache[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func New[K comparable, V any]() *Cache[K, V] { return &Cache[K, V]{m: make(map[K]V)} }

func (c *Cache[K, V]) Get(k K) (V, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.m[k]
	return v, ok
}

func (c *Cache[K, V]) Put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = v
}

func (c *Cache[K, V]) Peek(k K) V {
	return c.m[k] // want concurrent-map-access
}

// Store is generic, with all locks.
type Store[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func NewStore[K comparable, V any]() *Store[K, V] { return &Store[K, V]{m: make(map[K]V)} }

func (s *Store[K, V]) GetOrCreate(k K, make func() V) V {
	s.mu.RLock()
	v, ok := s.m[k]
	s.mu.RUnlock()
	if ok {
		return v
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.m[k]; ok {
		return v
	}
	v = make()
	s.m[k] = v
	return v
}

func (s *Store[K, V]) Snapshot() map[K]V {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return maps.Clone(s.m)
}

// Compiled: get-or-create whose second half has lost its lock.
type Compiled struct {
	mu sync.RWMutex
	m  map[string]*int
}

func NewCompiled() *Compiled { return &Compiled{m: map[string]*int{}} }

func (c *Compiled) Get(src string) *int {
	c.mu.RLock()
	p, ok := c.m[src]
	c.mu.RUnlock()
	if !ok {
		n := len(src)
		p = &n
		c.m[src] = p // want concurrent-map-access
	}
	return p
}

// Rooms: maps in a map; the lock is released before the inner one is used.
type Rooms struct {
	mu    sync.Mutex
	rooms map[string]map[string]int
}

func NewRooms() *Rooms { return &Rooms{rooms: map[string]map[string]int{}} }

func (r *Rooms) Join(room, user string) {
	r.mu.Lock()
	members, ok := r.rooms[room]
	if !ok {
		members = map[string]int{}
		r.rooms[room] = members
	}
	r.mu.Unlock()
	members[user]++ // want concurrent-map-access
}

func (r *Rooms) Members(room string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.rooms[room])
}

// Teams: the same under the lock to the end.
type Teams struct {
	mu    sync.Mutex
	teams map[string]map[string]int
}

func NewTeams() *Teams { return &Teams{teams: map[string]map[string]int{}} }

func (t *Teams) team(name string) map[string]int {
	m, ok := t.teams[name]
	if !ok {
		m = map[string]int{}
		t.teams[name] = m
	}
	return m
}

func (t *Teams) Join(team, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.team(team)[user]++
}

func (t *Teams) Leave(team, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.team(team)
	delete(m, user)
	if len(m) == 0 {
		delete(t.teams, team)
	}
}

// Seen: TryLock whose failure nobody looks at.
type Seen struct {
	mu sync.Mutex
	m  map[string]time.Time
}

func NewSeen() *Seen { return &Seen{m: map[string]time.Time{}} }

func (s *Seen) Touch(k string) {
	if !s.mu.TryLock() {
		s.m[k] = time.Now() // want concurrent-map-access
		return
	}
	s.m[k] = time.Now()
	s.mu.Unlock()
}

func (s *Seen) Hold(d time.Duration) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.m)
	time.Sleep(d)
	return n
}

// Marked: TryLock as it is meant.
type Marked struct {
	mu sync.Mutex
	m  map[string]time.Time
}

func NewMarked() *Marked { return &Marked{m: map[string]time.Time{}} }

func (s *Marked) Touch(k string) bool {
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	s.m[k] = time.Now()
	return true
}

func (s *Marked) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m)
}

// Mailbox: a condition's lock is a lock.
type Mailbox struct {
	cond *sync.Cond
	m    map[string][]string
}

func NewMailbox() *Mailbox {
	return &Mailbox{cond: sync.NewCond(new(sync.Mutex)), m: map[string][]string{}}
}

func (b *Mailbox) Send(to, text string) {
	b.cond.L.Lock()
	b.m[to] = append(b.m[to], text)
	b.cond.L.Unlock()
	b.cond.Broadcast()
}

func (b *Mailbox) Receive(to string) string {
	b.cond.L.Lock()
	defer b.cond.L.Unlock()
	for len(b.m[to]) == 0 {
		b.cond.Wait()
	}
	text := b.m[to][0]
	b.m[to] = b.m[to][1:]
	return text
}

// Limits: bulk operations under the lock and beside it.
type Limits struct {
	mu sync.Mutex
	m  map[string]int
}

func NewLimits() *Limits { return &Limits{m: map[string]int{}} }

func (l *Limits) Set(k string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.m[k] = n
}

func (l *Limits) Get(k string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.m[k]
}

func (l *Limits) Drop(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.m, k)
}

func (l *Limits) Merge(more map[string]int) {
	maps.Copy(l.m, more) // want concurrent-map-access
}

func (l *Limits) Reset() {
	clear(l.m) // want concurrent-map-access
}

// Rates: readers that forget it.
type Rates struct {
	mu sync.Mutex
	m  map[string]int
}

func NewRates() *Rates { return &Rates{m: map[string]int{}} }

func (l *Rates) Set(k string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.m[k] = n
}

func (l *Rates) Prune(keep func(string) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.m, func(k string, n int) bool { return !keep(k) })
}

func (l *Rates) Sum() (sum int) {
	for _, n := range l.m { // want concurrent-map-access
		sum += n
	}
	return sum
}

func (l *Rates) Len() int {
	return len(l.m) // want concurrent-map-access
}

// Caps: the same, all under the lock.
type Caps struct {
	mu sync.Mutex
	m  map[string]int
}

func NewCaps() *Caps { return &Caps{m: map[string]int{}} }

func (l *Caps) Merge(more map[string]int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.Copy(l.m, more)
}

func (l *Caps) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.m)
}

func (l *Caps) Prune(keep func(string) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.m, func(k string, n int) bool { return !keep(k) })
}

func (l *Caps) Sum() (sum int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range l.m {
		sum += n
	}
	return sum
}
