// Allocations that are written: pointers to literals, new, make, literals of slices and maps, closures.
// seen: go build -gcflags='-m -l' says of each line what is asserted, or the opposite where a finding is wanted.
package main

import "fmt"

type point struct{ x, y int }

var kept *point
var list []int

func pointers() int {
	a := &point{1, 2} //ptrsafe:stack
	b := &point{3, 4} //ptrsafe:heap
	kept = b
	c := new(point) //ptrsafe:heap // want escape-assertion
	d := &point{}   //ptrsafe:stack // want escape-assertion
	if c.x == 0 {
		kept = d
	}
	return a.x + c.y
}

func slices(n int) int {
	short := make([]int, 8)   //ptrsafe:stack
	long := make([]int, 8, n) //ptrsafe:heap asked for by the reader
	list = long
	huge := make([]int, 1<<20) //ptrsafe:stack // want escape-assertion
	lit := []int{1, 2, 3}      //ptrsafe:stack
	return len(short) + len(huge) + len(lit)
}

func maps() (map[string]*point, int) {
	inner := map[string]int{"a": 1}             //ptrsafe:stack
	outer := map[string]*point{"origin": {}}    //ptrsafe:heap
	other := make(map[string]*point)            //ptrsafe:heap // want escape-assertion
	other["p"] = &point{}                       //ptrsafe:heap
	third := map[string]*point{"a": new(point)} //ptrsafe:stack // want escape-assertion
	fmt.Println(len(inner), len(other), len(third))
	return outer, 0
}

func closures() func() int {
	n := 0                             //ptrsafe:heap
	f := func() int { n++; return n }  //ptrsafe:heap
	g := func() int { return f() + 1 } //ptrsafe:heap
	h := func() int { return 2 * f() } //ptrsafe:heap // want escape-assertion
	k := func() int { return 3 + g() } //ptrsafe:stack // want escape-assertion
	h()
	return k
}

func main() {
	pointers()
	slices(20)
	maps()
	fmt.Println(closures()())
}
