// A gateway: main starts its workers and loops once, a handler starts what it forgets.
// leaks: 20 requests of audit leave 20 goroutines, of wait 20; clean: the workers, the reloader, report.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"time"
)

type job struct{ name string }

type gateway struct {
	jobs   chan job
	reload chan os.Signal
}

func (g *gateway) work() {
	for j := range g.jobs {
		log.Print(j.name)
	}
}

func (g *gateway) watch() {
	for {
		<-g.reload
		log.Print("reloaded")
	}
}

func newGateway() *gateway {
	g := &gateway{jobs: make(chan job, 8), reload: make(chan os.Signal, 1)}
	for i := 0; i < runtime.NumCPU(); i++ {
		go g.work()
	}
	for _, name := range []string{"a", "b"} {
		go g.beat(name)
	}
	signal.Notify(g.reload, os.Interrupt)
	go g.watch()
	return g
}

func (g *gateway) beat(name string) {
	for range time.Tick(time.Minute) {
		log.Print(name)
	}
}

// audit starts a loop for each request.
func (g *gateway) audit(w http.ResponseWriter, r *http.Request) {
	go g.trail(r.URL.Path) // want goroutine-leak
	w.WriteHeader(http.StatusAccepted)
}

func (g *gateway) trail(path string) {
	for {
		time.Sleep(time.Minute)
		log.Print(path)
	}
}

// wait has no end of its own: the context is not the request's.
func (g *gateway) wait(w http.ResponseWriter, r *http.Request) {
	done := make(chan struct{})
	go func() { // want goroutine-leak
		ctx := context.Background()
		select {
		case <-ctx.Done():
		case <-done:
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}

// report ends with the request, or before.
func (g *gateway) report(w http.ResponseWriter, r *http.Request) {
	ctx, lines := r.Context(), make(chan string)
	go func() {
		defer close(lines)
		for {
			select {
			case <-ctx.Done():
				return
			case lines <- "line":
			}
		}
	}()
	for line := range lines {
		if _, err := w.Write([]byte(line)); err != nil {
			return
		}
	}
}

func main() {
	g := newGateway()
	go func() {
		for {
			time.Sleep(time.Minute)
			runtime.GC()
		}
	}()
	http.HandleFunc("/audit", g.audit)
	http.HandleFunc("/wait", g.wait)
	http.HandleFunc("/report", g.report)
	errs := make(chan error)
	go func() { errs <- http.ListenAndServe("localhost:8085", nil) }()
	log.Fatal(<-errs)
}
