// A pool of workers in goroutines, all without the lock once they have the pointer; a second pool has an object each.
// race: Tally with two workers, DATA RACE at the write; clean: Private.
package crew

import "sync"

type account struct {
	owner string
	sum   int
}

type Ledger struct {
	mu       sync.Mutex
	accounts map[string]*account
}

func NewLedger() *Ledger { return &Ledger{accounts: map[string]*account{}} }

func (l *Ledger) account(owner string) *account {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok := l.accounts[owner]
	if !ok {
		a = &account{owner: owner}
		l.accounts[owner] = a
	}
	return a
}

type booking struct {
	owner string
	n     int
}

func (l *Ledger) Tally(bookings <-chan booking) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for b := range bookings {
				l.account(b.owner).sum += b.n // want guarded-pointer-escape
			}
		}()
	}
	wg.Wait()
}

// Sum runs when no worker does.
func (l *Ledger) Sum() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range l.accounts {
		n += len(a.owner)
	}
	return n
}

// Private makes an account for each worker, and joins them before it adds up.
func Private(parts [][]booking) int {
	all := make([]*account, len(parts))
	var wg sync.WaitGroup
	for i, part := range parts {
		a := &account{}
		all[i] = a
		wg.Go(func() {
			for _, b := range part {
				a.sum += b.n
			}
		})
	}
	wg.Wait()
	n := 0
	for _, a := range all {
		n += a.sum
	}
	return n
}
