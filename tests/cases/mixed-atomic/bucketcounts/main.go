// Histogram buckets in an array, added to atomically by handlers, and zeroed plainly by the scraper.
// race: DATA RACE at the reset and at the sum; clean: drain, which swaps, and the totals after Wait.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type histogram struct {
	buckets [8]int64
	count   int64
	sum     int64
}

func (h *histogram) observe(n int) {
	atomic.AddInt64(&h.buckets[n%len(h.buckets)], 1)
	atomic.AddInt64(&h.count, 1)
	atomic.AddInt64(&h.sum, int64(n))
}

func (h *histogram) mean() int64 {
	n := atomic.LoadInt64(&h.count)
	if n == 0 {
		return 0
	}
	return h.sum / n // want mixed-atomic
}

func (h *histogram) reset() {
	for i := range h.buckets {
		h.buckets[i] = 0 // want mixed-atomic
	}
}

func (h *histogram) drain() (out [8]int64) {
	for i := range h.buckets {
		out[i] = atomic.SwapInt64(&h.buckets[i], 0)
	}
	return out
}

func tally(parts []int) int64 {
	var total int64
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			atomic.AddInt64(&total, int64(p))
		}()
	}
	wg.Wait()
	return total
}

func main() {
	h := new(histogram)
	fmt.Println(tally([]int{1, 2, 3}))
	go func() {
		for range time.Tick(time.Minute) {
			h.reset()
		}
	}()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { h.observe(len(r.URL.Path)) })
	http.HandleFunc("/mean", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, h.mean(), h.drain()) })
	log.Fatal(http.ListenAndServe("localhost:8188", nil))
}
