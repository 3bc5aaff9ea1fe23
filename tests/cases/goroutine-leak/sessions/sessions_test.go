package sessions

import (
	"io"
	"log"
	"net"
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
	log.SetOutput(io.Discard)
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Skip(err)
	}
	go Serve(l)
	time.Sleep(10 * time.Millisecond)
	wantLeak(t, "Serve", func() {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
		c.Close()
	})
	l.Close()
	w, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Skip(err)
	}
	go ServeWatched(w)
	time.Sleep(10 * time.Millisecond)
	wantClean(t, "ServeWatched", func() {
		c, err := net.Dial("tcp", w.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	})
	w.Close()
	r, p := io.Pipe()
	r.Close()
	wantClean(t, "Until", func() { Until(p) })
	wantLeak(t, "Ignore", func() { Ignore(r, func([]byte) {}) })
}
