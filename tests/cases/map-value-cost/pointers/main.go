// Boxes that contain pointers (strings, slices, maps, interfaces) are traced in any case; pointers to pointers too.
// seen: the collector follows them wherever they stand.
package main

import "fmt"

type texts map[int]*string

type lists map[int]*[]byte

type tables map[int]*map[int]int

type anys map[int]*any

type twice map[int]**int

type runes map[int]*rune // want map-value-cost

func sum(t texts, l lists, m tables, a anys, p twice, r runes) int {
	return len(*t[1]) + len(*l[1]) + len(*m[1]) + (*a[1]).(int) + **p[1] + int(*r[1])
}

func main() {
	s, l, m, n, r := "x", []byte{1}, map[int]int{}, 2, 'y'
	var a any = 3
	p := &n
	fmt.Println(sum(texts{1: &s}, lists{1: &l}, tables{1: &m}, anys{1: &a}, twice{1: &p}, runes{1: &r}))
}
