// What is reported after an error, and what is not.
package p

import "io"

type broken struct {
	missing /* ERROR "undefined: missing" */
	name    string
}

// Which methods it has is not known, also where a field has the name.
var _ io.Writer = broken{}
var _ interface{ missing() } = broken{}
var _ io.Writer = other /* ERROR "missing method Write" */ {}

type other struct{ name string }

// Arguments of what cannot be called count as unused.
func _() {
	a /* ERROR "declared and not used: a" */ := 1
	b := 2
	var f int
	f /* ERROR "cannot call f (variable of type int): int is not a function" */ (a)
	undefined /* ERROR "undefined: undefined" */ (b)
}

// Invalid types do not hide a wrong number of arguments.
func _(s []unknown /* ERROR "undefined: unknown" */) {
	one(1, s /* ERROR "too many arguments in call to one" */)
	one(s)
}

func one(int) {}

// The same for a constraint with terms that are undefined.
type numbers interface {
	~int | nothing /* ERROR "undefined: nothing" */
}

func sum[T numbers](T) {}

func _() {
	sum(1)
	sum /* ERROR "float64 does not satisfy numbers (float64 missing in ~int)" */ (1.5)
}

// Type arguments of what is no type are not looked at.
func _(m, k int) {
	_ = map[int]m /* ERROR "m (parameter) is not a type" */ [k]{}
}
