// Who owns the pointer: popped, replaced, published late or early, handed over, immutable, copy-on-write; and the same done wrong.
// race: each marked function against its locked neighbour or itself, DATA RACE at the line; clean: the others.
package ownership

import (
	"sync"
	"sync/atomic"
	"time"
)

// ---- jobs: who pops owns; who only looks does not ----

type job struct {
	id    int
	state string
	tries int
}

type Queue struct {
	mu   sync.Mutex
	jobs map[int]*job
}

func NewQueue() *Queue { return &Queue{jobs: map[int]*job{}} }

func (q *Queue) Put(id int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs[id] = &job{id: id, state: "new"}
}

func (q *Queue) States() (all []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range q.jobs {
		all = append(all, j.state)
	}
	return all
}

// Run works on a job that stays in the map.
func (q *Queue) Run(id int, f func(int)) {
	q.mu.Lock()
	j := q.jobs[id]
	q.mu.Unlock()
	if j == nil {
		return
	}
	f(j.id)
	j.state = "done" // want guarded-pointer-escape
}

// Start does in a goroutine of its own.
func (q *Queue) Start(id int, f func(int)) {
	q.mu.Lock()
	j, ok := q.jobs[id]
	q.mu.Unlock()
	if !ok {
		return
	}
	go func() {
		f(j.id)
		j.state = "started" // want guarded-pointer-escape
	}()
}

// Take removes it first.
func (q *Queue) Take(id int, f func(int)) *job {
	q.mu.Lock()
	j := q.jobs[id]
	delete(q.jobs, id)
	q.mu.Unlock()
	if j == nil {
		return nil
	}
	f(j.id)
	j.state = "taken"
	j.tries++
	return j
}

// Drain has all of the old map.
func (q *Queue) Drain() {
	q.mu.Lock()
	old := q.jobs
	q.jobs = make(map[int]*job)
	q.mu.Unlock()
	for _, j := range old {
		j.state = "drained"
	}
}

// ---- sync.Map ----

type conn struct {
	remote string
	opened time.Time
	bytes  int
	idle   atomic.Bool
	mu     sync.Mutex
	last   time.Time
}

type Conns struct{ all sync.Map }

func (c *Conns) Open(remote string) {
	p := &conn{remote: remote}
	p.opened = time.Now()
	p.bytes = 0
	c.all.Store(remote, p)
}

func (c *Conns) Sent(remote string, n int) {
	if v, ok := c.all.Load(remote); ok {
		p := v.(*conn)
		p.bytes += n // want guarded-pointer-escape
		p.idle.Store(false)
	}
}

func (c *Conns) Mark(remote string) {
	v, _ := c.all.LoadOrStore(remote, &conn{remote: remote})
	p := v.(*conn)
	p.mu.Lock()
	p.last = time.Now()
	p.mu.Unlock()
}

func (c *Conns) Opened(remote string) time.Time {
	v, ok := c.all.Load(remote)
	if !ok {
		return time.Time{}
	}
	return v.(*conn).opened
}

func (c *Conns) Serve(remotes <-chan string) {
	for range 4 {
		go func() {
			for r := range remotes {
				c.Open(r)
				c.Sent(r, len(r))
				c.Mark(r)
			}
		}()
	}
}

// ---- atomic.Pointer and atomic.Value ----

type table struct {
	routes  map[string]string
	version int
	note    string
}

type Router struct {
	current atomic.Pointer[table]
	writers sync.Mutex
}

func NewRouter() *Router {
	r := &Router{}
	t := &table{routes: map[string]string{}}
	t.version = 1
	r.current.Store(t)
	return r
}

func (r *Router) Route(path string) (string, int) {
	t := r.current.Load()
	return t.routes[path], t.version
}

// Bump changes the published table.
func (r *Router) Bump() {
	r.current.Load().version++ // want guarded-pointer-escape
}

// Add publishes a new one.
func (r *Router) Add(path, to string) {
	r.writers.Lock()
	defer r.writers.Unlock()
	old := r.current.Load()
	next := &table{routes: make(map[string]string, len(old.routes)+1), version: old.version + 1}
	for k, v := range old.routes {
		next.routes[k] = v
	}
	next.routes[path] = to
	r.current.Store(next)
}

type profile struct {
	level int
	name  string
}

type Logger struct{ v atomic.Value }

func NewLogger() *Logger {
	l := &Logger{}
	l.v.Store(&profile{level: 1, name: "default"})
	return l
}

func (l *Logger) Enabled(level int) bool { return level >= l.v.Load().(*profile).level }

func (l *Logger) SetLevel(level int) {
	l.v.Load().(*profile).level = level // want guarded-pointer-escape
}

func (l *Logger) SetName(name string) {
	p := *l.v.Load().(*profile)
	p.name = name
	l.v.Store(&p)
}

func Watch(l *Logger, r *Router, levels <-chan int) {
	go func() {
		for n := range levels {
			l.SetLevel(n)
			r.Bump()
		}
	}()
}

// ---- publication in a map: before and after ----

type item struct {
	key   string
	value string
	ready bool
}

type Items struct {
	mu sync.RWMutex
	m  map[string]*item
}

func NewItems() *Items { return &Items{m: map[string]*item{}} }

func (s *Items) Ready(key string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	it, ok := s.m[key]
	return ok && it.ready
}

// Fill works on a new item and then shows it.
func (s *Items) Fill(key string, load func(string) string) {
	it := &item{key: key}
	it.value = load(key)
	it.ready = true
	s.mu.Lock()
	s.m[key] = it
	s.mu.Unlock()
}

// Load finds or makes it under the lock, and fills it afterwards.
func (s *Items) Load(key string, load func(string) string) string {
	s.mu.Lock()
	it, ok := s.m[key]
	if !ok {
		it = &item{key: key}
		s.m[key] = it
	}
	s.mu.Unlock()
	if !ok {
		v := load(key)
		s.mu.Lock()
		it.value = v
		s.mu.Unlock()
	}
	it.ready = true // want guarded-pointer-escape
	return key
}
