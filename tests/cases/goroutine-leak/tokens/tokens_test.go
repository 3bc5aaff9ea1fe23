package tokens

import (
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
	Spend(func() {})
	Spend(func() {})
	Spend(func() {})
	Spend(func() {})
	time.Sleep(10 * time.Millisecond)
	wantLeak(t, "Spend", func() { Spend(func() {}) })
	wantClean(t, "Borrow", func() { Borrow(func() {}) })
	wantClean(t, "Buffered", func() { Buffered(func() error { return nil }) })
	wantLeak(t, "Unread", func() { Unread(func() error { return nil }) })
}
