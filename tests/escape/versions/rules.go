// Package versions has, for each rule of src/escape/rules.h that a short program can show, code on which the Go versions decide or say different
// things. It imports nothing, so that it compiles at once. versions.py compares.
package versions

var sink func() int

// max_variable
func largeVariable() byte {
	var a [200 * 1024]byte
	p := &a
	return p[1]
}

// literals_stand_alone: more results than a summary tells apart.
func literalOfManyResults() int {
	x := 1
	f := func(p *int) (int, int, int, int, int, *int) { return 0, 0, 0, 0, 0, p }
	_, _, _, _, _, q := f(&x)
	return *q
}

// drops_dead_assignments
func deadAssignment() int {
	a, _ := 1, func() {}
	return a
}

// resolves_dictionary_types
type named interface{ name() string }
type city string

func (c city) name() string { return string(c) }

func assertion(n named) any { return n.(city) }

// variable_sizes_on_stack
func variableSize(n int) int {
	s := make([]int, n)
	return len(s)
}

func noSize() int {
	s := make([]struct{}, 4)
	return len(s)
}

// append_allocates
func appends(n int) int {
	var s []int
	s = append(s, n)
	return len(s)
}

// finds_constants
func constantSize() []byte {
	n := 8
	s := make([]byte, n)
	t := make([]byte, n)
	return append(t, s...)
}

func tooLarge() int {
	n := 1 << 20
	return len(make([]int, n))
}

// loop_copies_are_defined
func loopCopy(p *int, more func() bool) {
	for q := p; more(); {
		for more() {
			sink = func() int { return *q }
		}
	}
}

// keeps_pointers_to_shapes
type box[T any] struct{ v T }

func boxed[T any](v T) *box[T]      { return &box[T]{v} }
func boxedSlice[T any]() *box[*[]T] { return boxed(new([]T)) }

func shapes() *box[*[]int] { return boxedSlice[int]() }

// finds_lengths_of_literals
func lengthOfLiteral() int {
	names := []string{"a", "b"}
	s := make([][64 << 10]byte, len(names))
	return len(s)
}

// joins_concrete_types
type reader interface{ read(p *int) }
type file struct{ n int }

func (f *file) read(p *int) { f.n = *p }

func concreteType(other bool) int {
	x := 1
	var r reader = &file{}
	if other {
		r = &file{2}
	}
	r.read(&x)
	return x
}

// stores_words_with_empty_fields
type word struct {
	_ struct{}
	p *int
}

func boxedWord(p *int) any { return word{p: p} }

// joins_functions
func twoFunctions(first bool) int {
	x := 1
	var f func(*int) int
	if first {
		f = func(p *int) int { return *p }
	} else {
		f = func(p *int) int { return -*p }
	}
	return f(&x)
}
