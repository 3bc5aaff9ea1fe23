package joined

import (
	"errors"
	"runtime"
	"testing"
	"time"
)

// left runs f 20 times and tells how many goroutines it leaves behind.
func left(f func()) int {
	before := runtime.NumGoroutine()
	for i := 0; i < 20; i++ {
		f()
	}
	after := 0
	for i := 0; i < 50; i++ {
		if after = runtime.NumGoroutine() - before; after <= 0 {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	return after
}

func wantLeak(t *testing.T, name string, f func()) {
	t.Helper()
	if n := left(f); n < 20 {
		t.Errorf("%s leaves %d goroutines", name, n)
	}
}

func wantClean(t *testing.T, name string, f func()) {
	t.Helper()
	if n := left(f); n > 0 {
		t.Errorf("%s leaves %d goroutines", name, n)
	}
}

func TestLeaks(t *testing.T) {
	bad := func() error { return errors.New("bad") }
	one := func() int { return 1 }
	wantClean(t, "Done", func() { Done(bad); Done(func() error { return nil }) })
	n := 0
	wantLeak(t, "Before", func() {
		for i := 0; i < 20 && n < 1000; i++ {
			n++
			Before(func() error { time.Sleep(time.Millisecond); return errors.New("bad") })
		}
	})
	wantClean(t, "Group", func() { Group(bad) })
	wantClean(t, "Flag", func() { Flag(1, one); Flag(2, one) })
	wantClean(t, "Nil", func() { Nil(1, one); Nil(2, one) })
}
