// A helper locks, and returns what unlocks: entries are changed behind its call, or before it.
// race: Pay, Refund; clean: Charge, Fee.
package unlockers

import "sync"

type account struct{ cents int }

type Bank struct {
	mu   sync.Mutex
	byID map[string]*account
}

func (b *Bank) lock() func() {
	b.mu.Lock()
	return b.mu.Unlock
}

func (b *Bank) enter() (leave func()) {
	b.mu.Lock()
	return func() { b.mu.Unlock() }
}

func (b *Bank) Pay(id string, cents int) {
	unlock := b.lock()
	a := b.byID[id]
	unlock()
	if a != nil {
		a.cents += cents // want guarded-pointer-escape
	}
}

func (b *Bank) Refund(id string, cents int) {
	leave := b.enter()
	a := b.byID[id]
	leave()
	if a != nil {
		a.cents -= cents // want guarded-pointer-escape
	}
}

func (b *Bank) Charge(id string, cents int) {
	unlock := b.lock()
	defer unlock()
	if a := b.byID[id]; a != nil {
		a.cents -= cents
	}
}

func (b *Bank) Fee() {
	defer b.enter()()
	for _, a := range b.byID {
		a.cents--
	}
}
