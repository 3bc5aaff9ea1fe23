package p

func it(yield func(int, string) bool) {}

func f() {
	for i, s := range it {
		_, _ = i, s
	}
	for range 3 {
	}
	p := new(1 + 2)
	_ = min(*p, 3)
	clear(map[int]int{})
	assert(len([...]int{5: 1}) == 6)
}
