package store

// Block is a kibibyte, Almost a byte less.
type Block struct {
	Number int64
	Data   [1016]byte
}

type Almost [1023]byte

type Blocks map[int64]Block // want map-value-cost

type Small map[int64]Almost

type Boxed map[int64]*Block

type Table[K comparable, V any] map[K]V
