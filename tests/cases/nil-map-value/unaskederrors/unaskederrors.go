// What a parser gives is stored before anybody asks for its error; beside that, a table that asks first.
// panics: `unaskederrors x`; clean: `unaskederrors 1 2`.
package main

import (
	"fmt"
	"os"
	"strconv"
)

type cell struct{ v int }

func parse(s string) (*cell, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return nil, fmt.Errorf("cell: %w", err)
	}
	return &cell{n}, nil
}

type loose struct{ cells map[int]*cell }

func (t *loose) set(k int, s string) error {
	c, err := parse(s)
	t.cells[k] = c
	return err
}

func (t *loose) sum() (n int) {
	for _, c := range t.cells {
		n += c.v // want nil-map-value
	}
	return n
}

type strict struct{ cells map[int]*cell }

func (t *strict) set(k int, s string) error {
	c, err := parse(s)
	if err != nil {
		return err
	}
	t.cells[k] = c
	return nil
}

func (t *strict) sum() (n int) {
	for _, c := range t.cells {
		n += c.v
	}
	return n
}

func main() {
	a, b := &loose{map[int]*cell{}}, &strict{map[int]*cell{}}
	for i, s := range os.Args[1:] {
		if err := a.set(i, s); err != nil {
			fmt.Println(err)
		}
		if err := b.set(i, s); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(a.sum(), b.sum())
}
