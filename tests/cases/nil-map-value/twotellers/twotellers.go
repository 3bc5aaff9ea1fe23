// Answers that tell by an error and by a flag beside the pointer whether it is there: either test will do, none will not.
// panics: `twotellers x bad`; clean: `twotellers x`.
package main

import (
	"fmt"
	"os"
)

type account struct {
	id      string
	balance int
}

type answer struct {
	account *account
	found   bool
	err     error
}

type bank struct{ accounts map[string]*account }

func (b *bank) lookup(id string) answer {
	a, ok := b.accounts[id]
	if !ok {
		return answer{err: fmt.Errorf("no account %s", id)}
	}
	return answer{account: a, found: true}
}

func (b *bank) find(id string) (*account, bool, error) {
	if a := b.accounts[id]; a != nil {
		return a, true, nil
	}
	return nil, false, os.ErrNotExist
}

func show(b *bank, id string) {
	if r := b.lookup(id); r.err == nil {
		fmt.Println(r.account.balance)
	}
	if r := b.lookup(id); r.found {
		fmt.Println(r.account.balance)
	}
	if a, _, err := b.find(id); err == nil {
		fmt.Println(a.balance)
	}
	if a, ok, _ := b.find(id); ok {
		fmt.Println(a.balance)
	}
}

func showAll(b *bank, id string) {
	r := b.lookup(id)
	fmt.Println(r.account.balance) // want nil-map-value
	a, _, _ := b.find(id + "2")
	fmt.Println(a.balance) // want nil-map-value
}

func main() {
	b := &bank{accounts: map[string]*account{"root": {id: "root"}}}
	id := "x"
	if len(os.Args) > 1 {
		id = os.Args[1]
	}
	show(b, id)
	if len(os.Args) > 2 {
		showAll(b, os.Args[2])
	}
}
