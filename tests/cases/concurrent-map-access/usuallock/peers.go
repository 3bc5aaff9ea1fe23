// Package usuallock has maps whose lock all functions take but one, of objects that are not seen to be shared.
//
// race: Serve for one peer in two goroutines, with -race.
package usuallock

import (
	"errors"
	"os"
	"sync"
)

// A peer keeps the requests that are under way; the connection that it belongs to runs elsewhere.
type peer struct {
	mu      sync.RWMutex
	pending map[uint64]*request
	name    string
}

type request struct{ body []byte }

func (p *peer) add(id uint64, r *request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending[id] = r
}

func (p *peer) request(id uint64) *request {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.pending[id]
}

func (p *peer) load() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.pending)
}

func (p *peer) forget(id uint64) {
	delete(p.pending, id) // want concurrent-map-access
}

// NewPeer makes what a connection finds later.
func NewPeer(name string) any { return &peer{pending: map[uint64]*request{}, name: name} }

// NewLedger likewise.
func NewLedger() any { return &ledger{entries: map[string]int{}} }

// Serve is for whoever has the connection.
func Serve(found any, id uint64, body []byte) int {
	p := found.(*peer)
	p.add(id, &request{body})
	if p.request(id) == nil {
		p.forget(id)
	}
	return p.load()
}

// A journal is opened before anyone else has it, and its index filled without the lock.
type journal struct {
	mu    sync.Mutex
	index map[string]int64
}

// Open makes a journal.
func Open(names []string) (any, error) {
	j := &journal{index: map[string]int64{}}
	go j.watch()
	if err := j.open(names); err != nil {
		return nil, err
	}
	return j, nil
}

func (j *journal) open(names []string) error {
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return errors.New("journal: " + name)
		}
		j.index[name] = info.Size()
	}
	return nil
}

func (j *journal) watch() {}

func (j *journal) put(name string, size int64) {
	j.mu.Lock()
	j.index[name] = size
	j.mu.Unlock()
}

func (j *journal) size(name string) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.index[name]
}

// Grow is for a journal that somebody has opened.
func Grow(opened any, name string) int64 {
	j := opened.(*journal)
	j.put(name, 1)
	return j.size(name)
}

// A ledger is locked by one function and released by another.
type ledger struct {
	mu      sync.Mutex
	entries map[string]int
}

func (l *ledger) begin() { l.mu.Lock() }

func (l *ledger) commit(name string, n int) {
	l.entries[name] = n
	l.mu.Unlock()
}

func (l *ledger) sum(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.entries[name]
}

func (l *ledger) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.entries)
}

// Book books in a ledger that somebody has.
func Book(of any, names []string) int {
	l := of.(*ledger)
	for _, name := range names {
		l.begin()
		l.commit(name, 1)
	}
	if len(names) == 0 {
		l.clear()
		return 0
	}
	return l.sum(names[0])
}
