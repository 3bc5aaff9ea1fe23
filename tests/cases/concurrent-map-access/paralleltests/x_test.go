package x

import (
	"sync"
	"testing"
)

var seen = map[string]bool{}

func TestUpper(t *testing.T) {
	for _, tc := range []struct{ in, want string }{{"a", "A"}, {"b", "B"}} {
		t.Run(tc.in, func(t *testing.T) {
			t.Parallel()
			if got := Upper(tc.in); got != tc.want {
				t.Error(got)
			}
			seen[tc.in] = true // want concurrent-map-access
		})
	}
}

func TestOwn(t *testing.T) {
	t.Parallel()
	m := map[string]int{}
	for _, s := range []string{"x", "y"} {
		m[Upper(s)]++
	}
	if len(m) != 2 {
		t.Fail()
	}
}

func TestSubtestsInOrder(t *testing.T) {
	got := map[string]string{}
	for _, s := range []string{"x", "y"} {
		t.Run(s, func(t *testing.T) { got[s] = Upper(s) })
	}
	if len(got) != 2 {
		t.Fail()
	}
}

func TestLocked(t *testing.T) {
	var mu sync.Mutex
	got := map[string]string{}
	t.Cleanup(func() {
		if len(got) != 2 {
			t.Fail()
		}
	})
	for _, s := range []string{"x", "y"} {
		t.Run(s, func(t *testing.T) {
			t.Parallel()
			mu.Lock()
			defer mu.Unlock()
			got[s] = Upper(s)
		})
	}
}
