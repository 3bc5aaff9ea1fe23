package cancelled

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
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	wantLeak(t, "Background", Background)
	wantLeak(t, "Todo", Todo)
	wantLeak(t, "Value", Value)
	wantLeak(t, "Detached", func() { Detached(ctx) })
	wantLeak(t, "Lost", Lost)
	wantClean(t, "Cancelled", func() { Cancelled(func() {}) })
	wantClean(t, "Timeout", Timeout)
	wantClean(t, "Given", func() { Given(ctx) })
	wantLeak(t, "Keeper", func() { NewKeeper().Start(func() {}) })
	wantClean(t, "Holder", func() {
		h := NewHolder()
		h.Start(func() {})
		h.Stop()
	})
	work := make(chan struct{})
	close(work)
	wantClean(t, "Either", func() { Either(work) })
}
