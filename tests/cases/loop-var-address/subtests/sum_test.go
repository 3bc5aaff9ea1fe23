package subtests

import "testing"

var table = []struct {
	name string
	in   []int
	want int
}{{"none", nil, 0}, {"one", []int{1}, 1}, {"two", []int{1, 2}, 3}}

func TestParallel(t *testing.T) {
	for _, tc := range table {
		t.Run(tc.name, func(t *testing.T) { // want loop-var-address
			t.Parallel()
			if tc.want != 3 {
				t.Error("not the last case:", tc.name)
			}
		})
	}
}

func TestSerial(t *testing.T) {
	for _, tc := range table {
		t.Run(tc.name, func(t *testing.T) {
			if got := Sum(tc.in...); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
		})
	}
}

func TestCopied(t *testing.T) {
	for _, tc := range table {
		tc := tc
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := Sum(tc.in...); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
		})
	}
}
