// main goes on while the server that it has started runs: what it changes then, requests read.
// race: /checks or /flags beside main, DATA RACE at the stores; clean: what main sets before, and what it counts after Shutdown.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"
)

type check func() error

var (
	checks = map[string]check{}
	flags  = map[string]bool{}
	names  = map[string]string{}
	hits   = map[string]int{}
)

func register(name string, c check) {
	checks[name] = c // want concurrent-map-access
}

func serve(w http.ResponseWriter, r *http.Request) {
	for name, c := range checks {
		fmt.Fprintln(w, name, c())
	}
	fmt.Fprintln(w, flags["beta"], names["self"], hits["all"])
}

func main() {
	register("self", func() error { return nil })
	names["self"] = "main"
	mux := http.NewServeMux()
	mux.HandleFunc("/", serve)
	srv := &http.Server{Addr: "localhost:8080", Handler: mux}
	go func() {
		if err := srv.ListenAndServe(); err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()
	register("late", func() error { return nil })
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	tick := time.NewTicker(time.Minute)
	for run := true; run; {
		select {
		case now := <-tick.C:
			flags["beta"] = now.Hour() > 8 // want concurrent-map-access
		case <-stop:
			run = false
		}
	}
	if err := srv.Shutdown(context.Background()); err != nil {
		log.Print(err)
	}
	hits["all"]++
	fmt.Println(hits)
}
