package tickers

import (
	"context"
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
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	wantLeak(t, "Range", func() { Range(f)() })
	wantLeak(t, "Tick", func() { Tick(f) })
	wantLeak(t, "After", func() { After(f) })
	wantLeak(t, "Sleep", func() { Sleep(f) })
	wantLeak(t, "Refresher", func() { NewRefresher(f).Close() })
	wantClean(t, "Stoppable", func() { NewStoppable(f).Close() })
	wantClean(t, "Context", func() { Context(ctx, f) })
	wantClean(t, "Thrice", func() { Thrice(f) })
	wantClean(t, "Later", func() { Later(f) })
	wantClean(t, "Deadline", func() { Deadline(func() bool { return false }) })
}
