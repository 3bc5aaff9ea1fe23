// Command tellers looks accounts up while a goroutine pays in.
package main

import (
	"fmt"
	"sync"
)

type account struct{ balance int }

type bank struct {
	mu       sync.Mutex
	accounts map[string]*account
}

func (b *bank) find(name string) *account {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.accounts[name]
}

func (b *bank) deposit(name string, sum int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a := b.accounts[name]; a != nil {
		a.balance += sum
	}
}

func (b *bank) open() *account { return &account{} }

func main() {
	b := &bank{accounts: map[string]*account{"ann": {}}}
	done := make(chan bool)
	go func() {
		for i := 0; i < 100; i++ {
			b.deposit("ann", 1)
		}
		done <- true
	}()
	if a := b.find("ann"); a != nil {
		fmt.Println(a.balance) // want guarded-pointer-escape
	}
	// Nobody else has this one.
	fresh := b.open()
	fresh.balance = 1
	<-done
	if a := b.find("ann"); a != nil {
		fmt.Println(a.balance, fresh.balance)
	}
}
