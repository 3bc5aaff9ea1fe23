// A daemon's counters: typed atomics copied by Load, a seqlock-free gauge under its lock, a flag the signal loop owns; one plain read in /metrics.
// race: go run -race with the probe, DATA RACE at the read of served; clean: the others.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type metrics struct {
	served  uint64
	failed  atomic.Uint64
	started int64 // stored before Serve
	mu      sync.Mutex
	peak    int64 // mu, and nothing else
	live    int64
}

func (m *metrics) enter() {
	n := atomic.AddInt64(&m.live, 1)
	m.mu.Lock()
	defer m.mu.Unlock()
	if n > m.peak {
		m.peak = n
	}
}

func (m *metrics) leave() {
	atomic.AddInt64(&m.live, -1)
	atomic.AddUint64(&m.served, 1)
}

func (m *metrics) wrap(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m.enter()
		defer m.leave()
		h(w, r)
	}
}

func (m *metrics) fail(w http.ResponseWriter, r *http.Request) {
	m.failed.Add(1)
	http.Error(w, "no", http.StatusTeapot)
}

func (m *metrics) show(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	peak := m.peak
	m.mu.Unlock()
	fmt.Fprintln(w, "served", m.served) // want mixed-atomic
	fmt.Fprintln(w, "failed", m.failed.Load(), "peak", peak)
	fmt.Fprintln(w, "live", atomic.LoadInt64(&m.live), "since", m.started)
}

type window struct {
	n     int32
	slots [8]int32
}

func (w *window) add(i int) { atomic.AddInt32(&w.slots[i&7], 1) }

// drain works on a window no one else has.
func drain(p *atomic.Pointer[window]) (sum int32) {
	old := p.Swap(new(window))
	for i := range old.slots {
		sum += atomic.LoadInt32(&old.slots[i])
	}
	return sum
}

func main() {
	m := &metrics{}
	m.started = time.Now().Unix()
	m.served = 0
	var win atomic.Pointer[window]
	win.Store(&window{n: 8})
	mux := http.NewServeMux()
	mux.HandleFunc("/", m.wrap(m.fail))
	mux.HandleFunc("/metrics", m.wrap(m.show))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: mux}
	go func() {
		defer srv.Close()
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				win.Load().add(i)
				for range 20 {
					if resp, err := http.Get("http://" + l.Addr().String() + "/metrics"); err == nil {
						resp.Body.Close()
					}
				}
			})
		}
		wg.Wait()
		log.Print(drain(&win))
	}()
	log.Print(srv.Serve(l))
}
