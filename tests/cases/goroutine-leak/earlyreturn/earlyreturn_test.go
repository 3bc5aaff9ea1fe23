package earlyreturn

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
	late := func() int { time.Sleep(5 * time.Millisecond); return 1 }
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	wantLeak(t, "Send", func() { Send("", late) })
	wantClean(t, "SendAfterCheck", func() { SendAfterCheck("", late) })
	wantClean(t, "SendBoth", func() { SendBoth("", late) })
	wantLeak(t, "Receive", func() { Receive([]string{"a", ""}) })
	wantClean(t, "ReceiveDeferred", func() { ReceiveDeferred([]string{"a", ""}) })
	wantLeak(t, "Signal", func() { Signal("", func() {}) })
	wantLeak(t, "Deadline", func() { Deadline(gone, func() (int, error) { return late(), nil }) })
	wantClean(t, "DeadlineWaits", func() { DeadlineWaits(gone, late) })
	wantClean(t, "DeadlineDropped", func() { DeadlineDropped(gone, late) })
	wantClean(t, "Optional", func() { Optional(true, late); Optional(false, late) })
}
