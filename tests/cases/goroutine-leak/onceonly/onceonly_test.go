package onceonly

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
	f := func() {}
	atMostOne := func(name string, f func()) {
		t.Helper()
		if n := left(f); n > 1 {
			t.Errorf("%s leaves %d goroutines", name, n)
		}
	}
	wantLeak(t, "Always", func() { Always(f) })
	wantLeak(t, "PerObject", func() { PerObject([]func(){f}) })
	atMostOne("Lazy", func() { Lazy(f) })
	atMostOne("Bound", Bound)
	atMostOne("Func", Func)
	atMostOne("Flagged", func() { Flagged(f) })
	atMostOne("Swapped", func() { Swapped(f) })
	atMostOne("Exchanged", func() { Exchanged(f) })
	atMostOne("Shared", func() { Shared() })
}
