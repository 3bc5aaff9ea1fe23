// The lookup helper returns the pointer with the lock held by its caller, or with the unlock as a second result.
// clean: run -race.
package main

import (
	"fmt"
	"sync"
)

type account struct {
	balance int
	history []int
}

type bank struct {
	mu       sync.Mutex
	accounts map[string]*account
}

// account needs mu.
func (b *bank) account(name string) *account {
	a, ok := b.accounts[name]
	if !ok {
		a = &account{}
		b.accounts[name] = a
	}
	return a
}

func (b *bank) deposit(name string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.add(b.account(name), n)
}

func (b *bank) add(a *account, n int) {
	a.balance += n
	a.history = append(a.history, n)
}

// open gives the account and the function that lets it go.
func (b *bank) open(name string) (*account, func()) {
	b.mu.Lock()
	return b.account(name), b.mu.Unlock
}

func (b *bank) withdraw(name string, n int) bool {
	a, release := b.open(name)
	defer release()
	if a.balance < n {
		return false
	}
	b.add(a, -n)
	return true
}

func (b *bank) update(name string, f func(*account) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return f(b.account(name))
}

func (b *bank) double(name string) error {
	return b.update(name, func(a *account) error {
		if a.balance > 1<<20 {
			return fmt.Errorf("too rich: %d", a.balance)
		}
		a.balance *= 2
		return nil
	})
}

func (b *bank) statement(name string) account {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := *b.account(name)
	a.history = append([]int(nil), a.history...)
	return a
}

func (b *bank) richest() (best string) {
	type row struct {
		name string
		n    int
	}
	var rows []row
	b.mu.Lock()
	for n, a := range b.accounts {
		rows = append(rows, row{n, a.balance})
	}
	b.mu.Unlock()
	top := -1
	for _, r := range rows {
		if r.n > top {
			best, top = r.name, r.n
		}
	}
	return best
}

func main() {
	b := &bank{accounts: map[string]*account{}}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n := fmt.Sprint("n", i%2)
			b.deposit(n, 10)
			b.withdraw(n, i)
			_ = b.double(n)
			s := b.statement(n)
			s.history = append(s.history, 1)
			b.richest()
		}()
	}
	wg.Wait()
	fmt.Println(len(b.statement("n1").history) >= 4)
}
