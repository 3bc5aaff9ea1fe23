package breaks

import (
	"errors"
	"runtime"
	"sync/atomic"
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
	stop, in := make(chan struct{}), make(chan int)
	close(stop)
	close(in)
	var flag atomic.Bool
	flag.Store(true)
	bad := func() error { return errors.New("end") }
	wantLeak(t, "Break", func() { Break(make(chan struct{}), func() {}) })
	wantClean(t, "Labelled", func() { Labelled(stop, func() {}) })
	wantLeak(t, "Switch", func() { Switch(func() int { return 1 }) })
	wantLeak(t, "Continue", func() { Continue(bad) })
	wantClean(t, "Return", func() { Return(bad) })
	wantClean(t, "Flag", func() { Flag(&flag, func() {}) })
	wantClean(t, "Count", func() { Count(3, func() {}) })
	wantLeak(t, "Spin", func() { Spin(make(chan int), func(int) {}) })
	wantClean(t, "Closed", func() { Closed(in, func(int) {}) })
	wantClean(t, "Panics", func() { Panics(bad) })
	wantClean(t, "Goto", func() { Goto(bad) })
}
