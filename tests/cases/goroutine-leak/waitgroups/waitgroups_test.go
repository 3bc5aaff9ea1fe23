package waitgroups

import (
	"runtime"
	"sync"
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
	f := []func(){func() {}}
	wantLeak(t, "Forgotten", func() { Forgotten(f) })
	wantClean(t, "Deferred", func() { Deferred(f) })
	wantClean(t, "Literal", func() { Literal(f) })
	wantClean(t, "Method", func() { Method([]func(func()){func(done func()) { done() }}) })
	wantClean(t, "Given", func() { Given(new(sync.WaitGroup), func() {}) })
	wantLeak(t, "Unsignalled", func() {
		q := NewUnsignalled(func(int) {})
		time.Sleep(time.Millisecond)
		q.Put(1)
	})
	wantClean(t, "Queue", func() { NewQueue(func(int) {}).Put(1) })
}
