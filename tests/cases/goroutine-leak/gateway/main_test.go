package main

import (
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

func TestLeaks(t *testing.T) {
	g := &gateway{}
	before := runtime.NumGoroutine()
	for i := 0; i < 20; i++ {
		g.audit(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		g.wait(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	time.Sleep(10 * time.Millisecond)
	if n := runtime.NumGoroutine() - before; n < 40 {
		t.Errorf("40 requests leave %d goroutines", n)
	}
}
