package firsterror

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
	bad := func() error { return errors.New("bad") }
	tasks := []Task{bad, bad, bad}
	wantLeak(t, "First", func() { First(tasks) })
	wantClean(t, "Room", func() { Room(tasks) })
	wantClean(t, "All", func() { All(tasks) })
	wantLeak(t, "OneSlot", func() { OneSlot(tasks) })
	wantClean(t, "OneSlotOrNothing", func() { OneSlotOrNothing(tasks) })
	wantLeak(t, "Two", func() { Two(bad, bad) })
	wantClean(t, "TwoWithRoom", func() { TwoWithRoom(bad, bad) })
	wantClean(t, "TwoBoth", func() { TwoBoth(bad, bad) })
	wantClean(t, "Collect", func() { Collect(tasks) })
	wantLeak(t, "FirstOfSome", func() { FirstOfSome(tasks) })
	wantClean(t, "FirstDrained", func() { FirstDrained(tasks) })
	wantClean(t, "FirstStopped", func() { FirstStopped(tasks) })
}
