// Getters and setters, of which one forgets the lock that the other takes for that variable alone; and a lock that is taken for several
// things, before one of them is read without it, which says less. Functions that an importer only gets as values.
// race: Handle against SetHandler, SetSelector against Select, the stop of NewThrottle against its call; clean: Session, in the order
// that its comment asks for.
package accessors

import (
	"io"
	"sync"
	"time"
)

type Handler func(text string)

var (
	handlerMu sync.RWMutex
	handler   Handler = func(string) {}
)

func SetHandler(h Handler) {
	handlerMu.Lock()
	defer handlerMu.Unlock()
	handler = h
}

func Handle(text string) {
	handler(text) // want unsynchronized-swap
}

type Selector interface{ Select(key string) string }

type SafeSelector struct {
	mu sync.RWMutex
	s  Selector
}

func (s *SafeSelector) SetSelector(to Selector) {
	s.s = to // want unsynchronized-swap
}

func (s *SafeSelector) Select(key string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.s == nil {
		return ""
	}
	return s.s.Select(key)
}

// A Session is opened once, and then written to.
type Session struct {
	mu      sync.Mutex
	out     io.Writer
	opened  time.Time
	pending []string
}

func (s *Session) Open(w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = w
	s.opened = time.Now()
	s.pending = nil
}

func (s *Session) Write(p []byte) (int, error) {
	return s.out.Write(p) // want-possible unsynchronized-swap
}

type throttle struct {
	mu    sync.Mutex
	timer *time.Timer
	last  *time.Time
}

func (t *throttle) call() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer = time.NewTimer(time.Second)
}

func (t *throttle) pause() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer = nil
}

func (t *throttle) resume() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.timer == nil {
		t.timer = time.NewTimer(time.Second)
	}
}

func (t *throttle) stop() {
	t.timer = nil // want unsynchronized-swap
}

func NewThrottle() (call, pause, resume, stop func()) {
	t := &throttle{}
	return t.call, t.pause, t.resume, t.stop
}

type table struct{ rows map[string]string }

// DB has one writer, which reads its own table without the lock; everybody else takes it.
type DB struct {
	mu     sync.RWMutex
	active *table
	in     chan string
}

func OpenDB() *DB {
	db := &DB{active: &table{}, in: make(chan string)}
	go db.run()
	return db
}

func (db *DB) run() {
	for key := range db.in {
		db.store(key)
	}
}

func (db *DB) store(key string) {
	if len(db.active.rows) > 1000 { // want-possible unsynchronized-swap
		db.mu.Lock()
		db.active = &table{}
		db.mu.Unlock()
	}
}

func (db *DB) Put(key string) { db.in <- key }

func (db *DB) Close() { close(db.in) }

func (db *DB) Table() *table {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return db.active
}

func (db *DB) Empty() bool {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return db.active == nil
}

func (db *DB) Size() int {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return len(db.active.rows)
}
