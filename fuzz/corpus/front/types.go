package p

type I interface {
	~int | ~string
	comparable
	m()
}
type S struct {
	*S
	I2
	f, g [2]chan<- func(...int) (a, b map[string][]byte) `tag`
}
type I2 = interface{ error }
type A[P interface{ *Q }, Q any] = map[P]Q
type R[T R[T]] interface{ m(T) }
