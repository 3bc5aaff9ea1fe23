package p

type List[T any] struct {
	next *List[T]
	val  T
}

func (l *List[T]) Push(v T) *List[T] { return &List[T]{l, v} }

func Map[T, U any](l *List[T], f func(T) U) (r []U) {
	for ; l != nil; l = l.next {
		r = append(r, f(l.val))
	}
	return
}

var _ = Map((&List[int]{}).Push(1), func(i int) string { return string(rune(i)) })
