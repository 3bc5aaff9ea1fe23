package main

// What values and entries take in memory.

type (
	small struct {
		ok bool
		p  *int32
	}
	large struct {
		data [17]uint64
		next *large
	}
	digest [132]byte
	none   struct{}
)

var (
	boxes    = map[string]any{}
	closures = map[uint16]func() int{}
	lists    = map[byte][]int64{}
	structs  = map[bool]small{}
	bigs     = map[int32]large{}
	keys     = map[digest]*large{}
	both     = map[digest]large{}
	nothing  = map[none]*none{}
	generic  = map[[2]string]struct {
		small
		last byte
	}{}
)

func fill(n int, s string) {
	boxes["number"] = n
	boxes["constant"] = 7
	boxes["text"] = s + "!"
	boxes["object"] = large{}
	boxes["pointer"] = &large{}
	closures[1] = func() int { return n + len(s) }
	lists[1] = make([]int64, 5)
	lists[2] = []int64{1, 2, 3}
	lists[3] = make([]int64, n)
	lists[4] = append(lists[3], 1)
	structs[true] = small{p: new(int32)}
	var local large
	bigs[1] = large{next: &local}
	keys[digest{}] = &local
	nothing[none{}] = &none{}
}
