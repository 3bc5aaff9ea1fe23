package main

import (
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

func TestLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	for i := 0; i < 20; i++ {
		poll(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	time.Sleep(20 * time.Millisecond)
	if n := runtime.NumGoroutine() - before; n != 20 {
		t.Errorf("20 requests leave %d goroutines", n)
	}
}
