// Package library starts no goroutine: a lock around the accesses says that others do.
// lost: two callers of Renew leave one renewal; clean: RenewOnce, Add.
package library

import "sync"

type Loans struct {
	mu      sync.Mutex
	renewed map[string]int
}

func New() *Loans { return &Loans{renewed: map[string]int{}} }

func (l *Loans) Add(book string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.renewed[book] = 0
}

func (l *Loans) Renew(book string, allowed func(int) bool) bool {
	l.mu.Lock()
	n := l.renewed[book]
	l.mu.Unlock()
	if !allowed(n) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.renewed[book] = n + 1 // want lost-update
	return true
}

func (l *Loans) RenewOnce(book string, allowed func(int) bool) bool {
	l.mu.Lock()
	n := l.renewed[book]
	l.mu.Unlock()
	if !allowed(n) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.renewed[book] != n {
		return false
	}
	l.renewed[book] = n + 1
	return true
}
