// Large values that a range copies, and arrays of structs, nested arrays, embedded large types.
// seen: unsafe.Sizeof of each value is 1 KiB or more.
package main

import "fmt"

type sample struct {
	at    int64
	value float64
}

type window [64]sample

type wide struct {
	window
	name string
}

type series map[string]window // want map-value-cost

type named map[string]wide // want map-value-cost

type cube map[int][8][8][16]byte // want map-value-cost

type pointers map[string]*wide

func latest(s series, n named, c cube, p pointers) (at int64) {
	for _, w := range s {
		at = max(at, w[63].at)
	}
	for _, w := range n {
		at = max(at, w.window[0].at)
	}
	one := c[1]
	return at + int64(one[0][0][0]) + int64(len(p))
}

func main() { fmt.Println(latest(series{"a": {}}, named{}, cube{}, pointers{})) }
