// Struct values in a map: changes to copies that no one writes back, and those that are.
// seen: balances stay 0 after pay and freeze; clean: deposit, rename, preview, swapAll.
package main

import "fmt"

type wallet struct {
	owner  string
	cents  int
	frozen bool
}

func (w *wallet) credit(n int) { w.cents += n }

func (w wallet) with(n int) wallet {
	w.cents += n
	return w
}

type bank struct {
	wallets map[string]wallet
	nested  map[string]map[int]wallet
}

func (b *bank) pay(name string, n int) {
	w := b.wallets[name]
	w.credit(n) // want lost-update
}

func (b *bank) freeze(name string) bool {
	w, ok := b.wallets[name]
	if !ok {
		return false
	}
	w.frozen = true // want lost-update
	return true
}

func (b *bank) freezeAll() {
	for _, w := range b.wallets {
		w.frozen = true // want lost-update
	}
}

func (b *bank) deposit(name string, n int) {
	w := b.wallets[name]
	w.credit(n)
	b.wallets[name] = w
}

func (b *bank) rename(group string, id int, owner string) {
	if w, ok := b.nested[group][id]; ok {
		w.owner = owner
		b.nested[group][id] = w
	}
}

func (b *bank) preview(name string, n int) string {
	w := b.wallets[name]
	w.cents += n
	return fmt.Sprint(w.owner, " would have ", w.cents)
}

func (b *bank) bonus(n int) {
	for name, w := range b.wallets {
		w.cents += n
		b.wallets[name] = w
	}
	for name := range b.wallets {
		b.wallets[name] = b.wallets[name].with(1)
	}
}

func main() {
	b := &bank{wallets: map[string]wallet{}, nested: map[string]map[int]wallet{"g": {}}}
	b.deposit("a", 5)
	b.pay("a", 7)
	b.freeze("a")
	b.freezeAll()
	b.bonus(1)
	b.rename("g", 1, "x")
	fmt.Println(b.wallets, b.preview("a", 3))
}
