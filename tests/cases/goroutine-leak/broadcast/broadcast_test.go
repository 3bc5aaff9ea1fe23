package broadcast

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
	open, closing := NewOpen(), NewClosing()
	wantLeak(t, "Open", func() { open.Watch(func(string) {})() })
	wantClean(t, "Closing", func() { closing.Watch(func(string) {})() })
	wantClean(t, "All", func() { NewAll(2, func(int) {}).Close() })
	wantLeak(t, "None", func() { NewNone(2, func(int) {}).Send(1) })
	wantClean(t, "Replies", func() {
		r := NewReplies()
		r.Ask(2)
		r.Close()
	})
}
