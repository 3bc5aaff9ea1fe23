// Command setup: set plainly before anything is started, atomically ever after. clean: main alone is there.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
)

type conf struct {
	addr  string
	debug bool
	mimes map[string]string
}

var (
	cfg     *conf
	version = map[string]string{}
	hits    int64
	ready   int32
	mu      sync.RWMutex
	dynamic map[string]string
)

func setup() {
	cfg = &conf{mimes: map[string]string{}}
	flag.StringVar(&cfg.addr, "addr", ":0", "")
	flag.Parse()
	cfg.mimes[".x"] = "x/y"
	version["go"] = "1.25"
	hits = 0
	ready = 1
	if e := os.Getenv("DEBUG"); e != "" {
		cfg = &conf{addr: cfg.addr, debug: true, mimes: cfg.mimes}
	}
	dynamic = make(map[string]string)
}

func replace(m map[string]string) {
	mu.Lock()
	dynamic = m
	mu.Unlock()
}

func current() map[string]string {
	mu.RLock()
	defer mu.RUnlock()
	return dynamic
}

func serve(w http.ResponseWriter, r *http.Request) {
	atomic.AddInt64(&hits, 1)
	if atomic.LoadInt32(&ready) == 0 {
		w.WriteHeader(503)
		return
	}
	if r.Method == "PUT" {
		replace(map[string]string{"path": r.URL.Path})
	}
	for k, v := range current() {
		fmt.Fprintln(w, k, v, cfg.debug, cfg.mimes[".x"], version["go"])
	}
}

func main() {
	setup()
	srv := &http.Server{Addr: cfg.addr, Handler: http.HandlerFunc(serve)}
	done := make(chan error)
	go func() { done <- srv.ListenAndServe() }()
	if err := <-done; err != nil {
		log.Print(err, atomic.LoadInt64(&hits))
	}
}
