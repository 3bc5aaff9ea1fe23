package halflocked

import "sync"

// Store is all that importers see of the types below.
type Store interface {
	Put(key string, rev int64)
	Rev(key string) int64
	Begin() Txn
	Run(keys []string)
}

type Txn interface{ Commit(keys []string) }

type lease struct {
	rev  int64
	wait chan struct{}
}

type leases struct {
	mu      sync.RWMutex
	entries map[string]*lease
}

func (l *leases) rev(key string) int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if e := l.entries[key]; e != nil {
		return e.rev
	}
	return 0
}

func (l *leases) add(key string, rev int64) {
	l.mu.Lock()
	l.entries[key] = &lease{rev: rev}
	l.mu.Unlock()
}

func (l *leases) block(key string) chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.entries[key]
	if e == nil {
		return nil
	}
	e.wait = make(chan struct{})
	return e.wait
}

func (l *leases) blockAll(wanted func(string) bool) (out []chan struct{}) {
	for k := range l.entries { // want concurrent-map-access
		if !wanted(k) {
			continue
		}
		if c := l.block(k); c != nil {
			out = append(out, c)
		}
	}
	return out
}

type store struct{ leases leases }

func NewStore() Store { return &store{leases: leases{entries: map[string]*lease{}}} }

func (s *store) Put(key string, rev int64) { s.leases.add(key, rev) }
func (s *store) Rev(key string) int64      { return s.leases.rev(key) }
func (s *store) Begin() Txn                { return &txn{s} }
func (s *store) Run(keys []string)         { s.Begin().Commit(keys) }

type txn struct{ store *store }

func (t *txn) Commit(keys []string) { t.finish(keys) }

func (t *txn) finish(keys []string) {
	wanted := func(k string) bool { return len(keys) == 0 || k == keys[0] }
	for _, c := range t.store.leases.blockAll(wanted) {
		close(c)
	}
}

// goodLeases looks through the map under its lock.
type goodLeases struct {
	mu      sync.RWMutex
	entries map[string]*lease
}

func (l *goodLeases) rev(key string) int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if e := l.entries[key]; e != nil {
		return e.rev
	}
	return 0
}

func (l *goodLeases) add(key string, rev int64) {
	l.mu.Lock()
	l.entries[key] = &lease{rev: rev}
	l.mu.Unlock()
}

func (l *goodLeases) blockAll(wanted func(string) bool) (out []chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k, e := range l.entries {
		if wanted(k) {
			e.wait = make(chan struct{})
			out = append(out, e.wait)
		}
	}
	return out
}

type goodStore struct{ leases goodLeases }

func NewGoodStore() Store { return &goodStore{leases: goodLeases{entries: map[string]*lease{}}} }

func (s *goodStore) Put(key string, rev int64) { s.leases.add(key, rev) }
func (s *goodStore) Rev(key string) int64      { return s.leases.rev(key) }
func (s *goodStore) Begin() Txn                { return &goodTxn{s} }
func (s *goodStore) Run(keys []string)         { s.Begin().Commit(keys) }

type goodTxn struct{ store *goodStore }

func (t *goodTxn) Commit(keys []string) {
	for _, c := range t.store.leases.blockAll(func(k string) bool { return len(keys) == 0 || k == keys[0] }) {
		close(c)
	}
}
