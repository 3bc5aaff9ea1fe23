package p

const (
	a = 1 << iota
	b
	c = 1.5e3 * b / 0x1p-2
	d = len("abc") + 'x'
	e complex128 = 1i * 2
)

var x, y = y2, 1
var y2 = f()

func f() int { return y }
