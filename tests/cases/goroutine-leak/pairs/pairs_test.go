package pairs

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
	bad := errors.New("bad")
	fail := func(i int) (int, error) { return 0, bad }
	good := func(i int) (int, error) { return i, nil }
	use := func(int) {}
	check := func(int) error { return bad }
	wantLeak(t, "Close", func() { Close(fail, use) })
	wantClean(t, "DeferredClose", func() { DeferredClose(fail, use) })
	wantLeak(t, "Send", func() { Send(fail, use) })
	wantClean(t, "SendAlways", func() { SendAlways(fail, use) })
	wantLeak(t, "Quit", func() { Quit(good, check) })
	wantClean(t, "QuitDrained", func() { QuitDrained(good, check) })
}
