// Unions: empty type sets, terms that do not count.
package p

type defined int

type bad interface {
	~ /* ERROR "invalid use of ~ (underlying type of defined is int)" */ defined
}

func g[_ bad]() {}

var _ = g[int /* ERROR "cannot satisfy bad (empty type set)" */]

func empty[T interface {
	int
	string
}](x T) {
	_ = x /* ERROR "empty type set" */ == x
	_ = x /* ERROR "empty type set" */ + x
}

func _[P any, _ interface {
	P /* ERROR "term cannot be a type parameter" */ | int
}]() {}
