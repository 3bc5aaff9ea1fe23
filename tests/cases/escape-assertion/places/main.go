// Where the comment may stand: at the end of the line, or alone before it; and lines of which there is nothing to say.
// seen: go build -gcflags='-m -l'.
package main

import "fmt"

type item struct{ id int }

var last *item

func before() int {
	//ptrsafe:stack
	a := &item{1}
	//ptrsafe:heap
	b := &item{2} // want escape-assertion
	// Words on it,
	//ptrsafe:stack it must be quick
	// and more of them.

	c := &item{
		id: 3,
	}
	return a.id + b.id + c.id
}

func nothing(n int) int {
	n++        //ptrsafe:stack // want escape-assertion
	if n > 3 { //ptrsafe:heap // want escape-assertion
		return n
	}
	return n + 1
}

var table = map[string]*item{"a": {1}} //ptrsafe:heap

type field struct {
	it *item //ptrsafe:heap // want escape-assertion
}

//ptrsafe:stacked is another word.
func two() {
	x, y := &item{4}, &item{5} //ptrsafe:stack // want escape-assertion
	last = x
	fmt.Println(y.id)
}

func main() {
	fmt.Println(before(), nothing(2), len(table), field{}.it == nil)
	two()
}
