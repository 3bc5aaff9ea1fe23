// Recursive types through instances, and initialisation cycles.
package p

type wrapped[P any] struct{ p P }
type twice[P any] struct{ w wrapped[P] }

type direct /* ERROR "invalid recursive type direct" */ struct{ w wrapped[direct] }
type nested /* ERROR "invalid recursive type nested" */ struct{ t twice[nested] }
type fine struct{ t *twice[fine] }

// A field that is wrong already does not hide the next.
type first /* ERROR "first refers to itself" */ struct{ f first }
type second /* ERROR "second refers to itself" */ struct {
	f first
	s second
}

const a /* ERROR "initialization cycle for a" */ int = 1 + b
const b /* ERROR "initialization cycle for b" */ int = c - 1
const c = a + b + 1

var x /* ERROR "initialization cycle" */ int = f()

func f() int { return x }
