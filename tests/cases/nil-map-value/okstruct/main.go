// The outcome of a lookup is carried in a struct, an option type, and an iterator: the test is far from the lookup.
// clean: run with known and unknown names.
package main

import (
	"fmt"
	"iter"
	"os"
	"strings"
)

type account struct {
	owner   string
	balance int
}

type found struct {
	acc *account
	ok  bool
}

type option[T any] struct {
	v   T
	set bool
}

func some[T any](v T) option[T] { return option[T]{v, true} }

func (o option[T]) each() iter.Seq[T] {
	return func(yield func(T) bool) {
		if o.set {
			yield(o.v)
		}
	}
}

func (o option[T]) get() (T, bool) { return o.v, o.set }

type bank struct{ accounts map[string]*account }

func (b bank) look(name string) (f found) {
	f.acc, f.ok = b.accounts[name]
	return f
}

func (b bank) maybe(name string) option[*account] {
	if a, ok := b.accounts[name]; ok {
		return some(a)
	}
	return option[*account]{}
}

func (b bank) transfer(from, to string, n int) error {
	src, dst := b.look(from), b.look(to)
	switch {
	case !src.ok:
		return fmt.Errorf("no account %q", from)
	case !dst.ok:
		return fmt.Errorf("no account %q", to)
	}
	src.acc.balance -= n
	dst.acc.balance += n
	return nil
}

func (b bank) owner(name string) string {
	f := b.look(name)
	if !f.ok {
		return "nobody"
	}
	return f.acc.owner
}

func (b bank) upper(name string) (s string) {
	for a := range b.maybe(name).each() {
		s = strings.ToUpper(a.owner)
	}
	return s
}

func (b bank) deposit(name string, n int) bool {
	a, ok := b.maybe(name).get()
	if ok {
		a.balance += n
	}
	return ok
}

func (b bank) both(x, y string) int {
	l, r := b.look(x), b.look(y)
	if l.ok && r.ok {
		return l.acc.balance + r.acc.balance
	}
	return -1
}

func main() {
	b := bank{map[string]*account{"a": {"ann", 10}, "b": {"bob", 20}}}
	names := append([]string{"a", "b", "c"}, os.Args[1:]...)
	for _, n := range names {
		fmt.Println(b.owner(n), b.upper(n), b.deposit(n, 1), b.both("a", n), b.transfer("a", n, 2))
	}
}
