// Accounts with a lock of their own that one method forgets; and a pointee that is written under the read lock of its table.
// race: DATA RACE at balance and at touch; clean: deposit, statement.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type account struct {
	mu      sync.Mutex
	cents   int
	history []int
	owner   string
}

func (a *account) deposit(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cents += n
	a.history = append(a.history, n)
}

func (a *account) statement() (sum int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, n := range a.history {
		sum += n
	}
	return sum
}

type slot struct {
	uses int
	name string
}

type bank struct {
	mu       sync.RWMutex
	accounts map[string]*account
	slots    map[string]*slot
}

func (b *bank) account(name string) *account {
	b.mu.Lock()
	defer b.mu.Unlock()
	a, ok := b.accounts[name]
	if !ok {
		a = &account{owner: name}
		b.accounts[name] = a
	}
	return a
}

func (b *bank) touch(w http.ResponseWriter, r *http.Request) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if s, ok := b.slots[r.FormValue("slot")]; ok {
		s.uses++ // want guarded-pointer-escape
		fmt.Fprintln(w, s.name)
	}
}

func (b *bank) deposit(w http.ResponseWriter, r *http.Request) {
	a := b.account(r.FormValue("name"))
	a.deposit(len(r.FormValue("n")))
	fmt.Fprintln(w, a.owner, a.statement())
}

func (b *bank) balance(w http.ResponseWriter, r *http.Request) {
	a := b.account(r.FormValue("name"))
	fmt.Fprintln(w, a.cents) // want guarded-pointer-escape
}

func (b *bank) close(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.accounts, r.FormValue("name"))
}

func main() {
	b := &bank{accounts: map[string]*account{}, slots: map[string]*slot{"a": {name: "A"}}}
	http.HandleFunc("/touch", b.touch)
	http.HandleFunc("/deposit", b.deposit)
	http.HandleFunc("/balance", b.balance)
	http.HandleFunc("/close", b.close)
	log.Fatal(http.ListenAndServe("localhost:8197", nil))
}
