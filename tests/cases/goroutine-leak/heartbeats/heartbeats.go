// Heartbeats of connections: by a ticker that the handler stops, with a context that ends, with a deadline, with an error that ends them.
// leaks: each connection of Naive and Swallow leaves a goroutine; clean: the others.
package heartbeats

import (
	"context"
	"io"
	"net/http"
	"time"
)

func Naive(w http.ResponseWriter, r *http.Request) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	go func() { // want goroutine-leak
		for {
			<-t.C
			io.WriteString(w, ".")
		}
	}()
	io.Copy(io.Discard, r.Body)
}

// Swallow looks at the error, and goes on.
func Swallow(w http.ResponseWriter, r *http.Request) {
	go func() { // want goroutine-leak
		for {
			if _, err := io.WriteString(w, "."); err != nil {
				time.Sleep(time.Second)
			}
			time.Sleep(time.Second)
		}
	}()
	io.Copy(io.Discard, r.Body)
}

func UntilDone(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				io.WriteString(w, ".")
			case <-ctx.Done():
				return
			}
		}
	}()
	io.Copy(io.Discard, r.Body)
}

func UntilError(w http.ResponseWriter, r *http.Request) {
	go func() {
		for ctx := r.Context(); ctx.Err() == nil; time.Sleep(time.Second) {
			io.WriteString(w, ".")
		}
	}()
	io.Copy(io.Discard, r.Body)
}

func UntilLate(w http.ResponseWriter, r *http.Request) {
	end := time.Now().Add(time.Minute)
	go func() {
		for time.Now().Before(end) {
			io.WriteString(w, ".")
			time.Sleep(time.Second)
		}
	}()
	io.Copy(io.Discard, r.Body)
}

func UntilClosed(w http.ResponseWriter, r *http.Request) {
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
				io.WriteString(w, ".")
			}
		}
	}()
	io.Copy(io.Discard, r.Body)
}
