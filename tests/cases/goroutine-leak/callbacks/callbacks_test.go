package callbacks

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
	wantClean(t, "Run", func() { Run(f) })
	wantClean(t, "Each", func() { Each(map[string]func(){"a": f}) })
	wantLeak(t, "Group", func() { new(Group).Start(f) })
	wantClean(t, "Group.Once", func() { new(Group).Once(f) })
	wantLeak(t, "Timer", func() { Timer(f); time.Sleep(2 * time.Millisecond) })
	wantClean(t, "TimerOnce", func() { TimerOnce(f) })
	wantClean(t, "Recursive", func() { Recursive(&node{left: &node{}}, f) })
	wantLeak(t, "Nothing", Nothing)
	wantLeak(t, "Empty", Empty)
}
