package generators

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
	slow := func() int { time.Sleep(5 * time.Millisecond); return 1 }
	wantLeak(t, "Naturals", func() { <-Naturals() })
	wantClean(t, "NaturalsUntil", func() {
		done := make(chan struct{})
		<-NaturalsUntil(done)
		close(done)
	})
	wantLeak(t, "Ticks", func() { <-Ticks() })
	wantLeak(t, "First", func() { First([]string{"a", "b"}) })
	wantClean(t, "Join", func() { Join([]string{"a", "b"}) })
	wantLeak(t, "Within", func() { Within(0, slow) })
	wantClean(t, "WithinRoom", func() { WithinRoom(0, slow) })
	wantClean(t, "Async", func() { <-Async(slow) })
}
