// Generic functions: each instance is decided; where there is none, nothing is. Conversions, strings and bound methods are allocations, too.
// seen: go build -gcflags='-m -l'.
package main

import "fmt"

type box[T any] struct{ v T }

func (b *box[T]) get() T { return b.v }

func made[T any](v T) *box[T] {
	return &box[T]{v} //ptrsafe:heap
}

func local[T any](v T) (T, T) {
	b := &box[T]{v} //ptrsafe:stack
	c := &box[T]{v} //ptrsafe:heap // want escape-assertion
	return b.get(), c.get()
}

func nowhere[T any](v T) *T {
	return &v //ptrsafe:stack
}

const debug = false

func bound() (func() int, string) {
	var b box[int]        //ptrsafe:heap
	get := b.get          //ptrsafe:heap
	again := b.get        //ptrsafe:stack
	text := []byte("abc") //ptrsafe:heap // want escape-assertion
	text = append(text, byte(again()))
	name := string(text) + "x" //ptrsafe:stack // want escape-assertion
	if debug {
		name = string(text) //ptrsafe:heap // want escape-assertion
	}
	return get, name
}

func main() {
	f, name := bound()
	fmt.Println(made(1).v, made("a").v, f(), name)
	fmt.Println(local(2))
}
