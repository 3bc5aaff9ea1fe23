// Copyright notices and other comments are no part of the tree.

//go:build linux && (go1.22 || !go1.20)

// Package declarations shows declarations of all forms.
package declarations

import (
	"fmt"
	. "math"
	_ "embed"
	str "strings"
)

//go:generate true
const (
	A, B = iota, "b"
	C, D
	E int = 1 << 3
	F
)

var (
	x, y int
	z    = fmt.Sprint(x)
	w    [3]func(int, ...string) (n int, err error)
)

type (
	Celsius float64
	Alias   = map[string][]*Celsius
	Set[K comparable] = map[K]struct{}
	List[T any, U ~int | ~string] struct {
		next *List[T, U]
		a, b T `json:"a"`
		str.Builder
		*Celsius
		Pair[T, U]
	}
	Shape interface {
		Area() float64
		Scale(by float64, names ...string) (Shape, error)
		fmt.Stringer
		~int | *float64 | List[int, string]
		comparable
	}
	Array   [N]int
	Pointer [N * M]int
	Param[P *Q,] struct{}
	Param2[P *struct{}] []P
	Param3[P interface{ m() }, Q []P] <-chan Q
)

//export run
func run() {}

func external(a, b int, _ string) bool

func (l *List[T, U]) Map[V any](f func(T) V) (out []V) { return }

func Sum[T ~int | ~float64](values ...T) (total T) {
	for _, v := range values {
		total += v
	}
	return total
}
