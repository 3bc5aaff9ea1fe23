// Inference: constraint methods, channels, untyped constants.
package p

type setter[T any] interface {
	set(string)
	*T
}

type number int

func (n *number) set(string) {}

type other int

func parse[T any, P setter[T]](s string) (v T) {
	P(&v).set(s)
	return v
}

var _ = parse[number]("1")
var _ = parse /* ERROR "*other does not satisfy setter[other] (missing method set)" */ [other]("1")

// Methods help to infer what they mention.
func result[P interface {
	*T
	get(U)
}, T, U any](p P) (u U) {
	return u
}

func (*other) get(string) {}

func _(o *other) { var _ int = result /* ERROR "(value of type string) as int value" */ (o) }

// The methods of a pointer to a type that is inferred later.
func late[P setter[T], T any](t T) {}

func _(n number) { late(n) }

// A defined type is preferred to any other, a directed channel to one that is not.
func same[T any](a, b T) T { return a }

func _() {
	type named chan int
	var n named
	var both chan int
	var send chan<- int
	n = same(n, both)
	n = same(both, n)
	send = same(both, send)
	same(n, send /* ERROR "cannot use send (variable of type chan<- int) as named value in argument to same" */)
	same(send /* ERROR "cannot use send" */, n)
	_, _ = n, send
}

func max2[T int | float64](a, b T) T { return a }

func _() {
	var _ float64 = max2(1, 2.5)
	var _ int = max2 /* ERROR "cannot use max2(1, 2.5) (value of type float64) as int value" */ (1, 2.5)
	max2 /* ERROR "string does not satisfy int | float64" */ ("a", "b")
	max2 /* ERROR "rune does not satisfy int | float64" */ (1, 'x')
}
