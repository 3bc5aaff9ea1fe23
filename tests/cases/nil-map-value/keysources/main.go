// Keys from outside that come through callbacks, iterators and channels; maps that decoding fills.
// panics: `keysources NAME x a`, NAME: mapped, sorted, iterated, spawned, lines (with a line `x` on standard input),
// gob (with a map without `x` there); clean: the others.
package main

import (
	"bufio"
	"encoding/gob"
	"fmt"
	"os"
	"slices"
)

type rate struct{ percent int }

func each[T, R any](xs []T, f func(T) R) []R {
	var out []R
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func mapped(m map[string]*rate, ids []string) []int {
	return each(ids, func(id string) int {
		return m[id].percent // want nil-map-value
	})
}

func mappedTested(m map[string]*rate, ids []string) []int {
	return each(ids, func(id string) int {
		if r := m[id]; r != nil {
			return r.percent
		}
		return 0
	})
}

func builtin(m map[string]*rate) []int {
	return each([]string{"a", "b"}, func(id string) int {
		return m[id].percent // want-possible nil-map-value
	})
}

func sorted(m map[string]*rate, ids []string) {
	slices.SortFunc(ids, func(a, b string) int {
		return m[a].percent - m[b].percent // want nil-map-value
	})
}

func iterated(m map[string]*rate, ids []string) int {
	n := 0
	for id := range slices.Values(ids) {
		n += m[id].percent // want nil-map-value
	}
	return n
}

func spawned(m map[string]*rate, id string) {
	done := make(chan int)
	go func(id string) {
		done <- m[id].percent // want nil-map-value
	}(id)
	fmt.Println(<-done)
}

func lines(m map[string]*rate) {
	c := make(chan string)
	go func() {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			c <- in.Text()
		}
		close(c)
	}()
	for id := range c {
		fmt.Println(m[id].percent) // want nil-map-value
	}
}

func known(m map[string]*rate) {
	c := make(chan string)
	go func() {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			id := in.Text()
			if _, ok := m[id]; ok {
				c <- id
			}
		}
		close(c)
	}()
	for id := range c {
		fmt.Println(m[id].percent) // want-possible nil-map-value
	}
}

func decoded() {
	var m map[string]*rate
	if gob.NewDecoder(os.Stdin).Decode(&m) != nil {
		return
	}
	fmt.Println(m["x"].percent) // want nil-map-value
}

func main() {
	m := map[string]*rate{"a": {1}, "b": {2}}
	if len(os.Args) < 3 {
		return
	}
	ids := os.Args[2:]
	switch os.Args[1] {
	case "mapped":
		fmt.Println(mapped(m, ids))
	case "sorted":
		sorted(m, ids)
	case "iterated":
		fmt.Println(iterated(m, ids))
	case "spawned":
		spawned(m, ids[0])
	case "lines":
		lines(m)
	case "gob":
		decoded()
	default:
		known(m)
		fmt.Println(mappedTested(m, ids), builtin(m))
	}
}
