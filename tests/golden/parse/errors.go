package errors

func f() {
	x := []int{1, 2 3}
	if x := 1 {
	}
	for i := 0; i < 10 {
	}
	y := (1 +)
	go f
	a, b := range c
}

type T struct {
	(U)
	a b c
}

func (x T) g(a int, []b) {}

import "late"

func h[P]() {}

var s = "unterminated
var r = 'ab' + 08 + 1_ + '\q'
var u = s[::]

else

func last() {
