package stopfields

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
	wantLeak(t, "Forgotten", func() { new(Forgotten).Start(f) })
	wantLeak(t, "TestedOnly", func() { NewTestedOnly(f) })
	wantClean(t, "TestedOnly, stopped", func() { close(NewTestedOnly(f).stop) })
	wantLeak(t, "Unmade", func() { new(Unmade).Start(f) })
	wantClean(t, "Stopped", func() {
		var x Stopped
		x.Start(f)
		x.Stop()
	})
	wantClean(t, "Signalled", func() {
		var x Signalled
		x.Start(f)
		x.Stop()
	})
	wantClean(t, "Quitter", func() {
		_, quit := NewQuitter(f)
		close(quit)
	})
	wantLeak(t, "Watcher", func() { NewWatcher(f) })
	wantClean(t, "Starter", func() { Starter(f)() })
}
