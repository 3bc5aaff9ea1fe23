// Counters and flags that sync/atomic updates in one place: plain reads, plain writes, resets, elements, package variables, pointers.
// race: the marked function against its atomic neighbour, DATA RACE at the line; clean: the others.
package counters

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// ---- package variables behind handlers ----

var (
	requests int64
	failures int64
	started  int64
)

func init() { started = time.Now().Unix() }

func Serve(w http.ResponseWriter, r *http.Request) {
	atomic.AddInt64(&requests, 1)
	if r.URL.Path == "/fail" {
		atomic.AddInt64(&failures, 1)
	}
}

func Status(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, requests) // want mixed-atomic
	fmt.Fprintln(w, atomic.LoadInt64(&failures), atomic.LoadInt64(&started))
}

func Reset(w http.ResponseWriter, r *http.Request) {
	failures = 0 // want mixed-atomic
	atomic.StoreInt64(&requests, 0)
}

// ---- a flag that ends a loop ----

type Pump struct {
	stop  int32
	moved int64
	wg    sync.WaitGroup
}

func NewPump(step func()) *Pump {
	p := &Pump{}
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		for p.stop == 0 { // want mixed-atomic
			step()
			atomic.AddInt64(&p.moved, 1)
		}
	}()
	return p
}

func (p *Pump) Stop() int64 {
	atomic.StoreInt32(&p.stop, 1)
	p.wg.Wait()
	return p.moved
}

func (p *Pump) Moved() int64 { return atomic.LoadInt64(&p.moved) }

// ---- a state machine with compare-and-swap ----

const (
	idle = iota
	running
	closed
)

type Machine struct{ state uint32 }

func (m *Machine) Start() bool { return atomic.CompareAndSwapUint32(&m.state, idle, running) }

func (m *Machine) Close() {
	m.state = closed // want mixed-atomic
}

type Engine struct{ state uint32 }

func (m *Engine) Start() bool { return atomic.CompareAndSwapUint32(&m.state, idle, running) }

func (m *Engine) Close() { atomic.SwapUint32(&m.state, closed) }

func (m *Engine) Closed() bool { return atomic.LoadUint32(&m.state) == closed }

// ---- the plain side has a lock, which the atomic one does not have ----

type Stats struct {
	mu    sync.Mutex
	hits  uint64
	names map[string]int
}

func NewStats() *Stats { return &Stats{names: map[string]int{}} }

func (s *Stats) Hit() { atomic.AddUint64(&s.hits, 1) }

func (s *Stats) Report() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprint(len(s.names),
		s.hits) // want mixed-atomic
}

func (s *Stats) Name(n string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[n]++
}

// Both sides have it.
type Totals struct {
	mu   sync.Mutex
	hits uint64
}

func (s *Totals) Hit() {
	s.mu.Lock()
	atomic.AddUint64(&s.hits, 1)
	s.mu.Unlock()
}

func (s *Totals) Report() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hits
}

// ---- locals ----

func Count(words []string) (int64, int64) {
	var n, m int64
	var wg sync.WaitGroup
	for range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			atomic.AddInt64(&n, 1)
			atomic.AddInt64(&m, 1)
		}()
	}
	seen := n // want mixed-atomic
	wg.Wait()
	return seen, m
}

// ---- atomic.Pointer's forerunner ----

type limits struct{ max int64 }

func raise(l *limits, to int64) {
	for {
		old := atomic.LoadInt64(&l.max)
		if old >= to || atomic.CompareAndSwapInt64(&l.max, old, to) {
			return
		}
	}
}

func Highest(values []int64) int64 {
	l := &limits{max: -1}
	var wg sync.WaitGroup
	for _, v := range values {
		wg.Go(func() { raise(l, v) })
	}
	wg.Wait()
	return l.max
}

type gate struct{ open uint32 }

type Door struct {
	g     *gate
	tries int
}

func NewDoor() *Door {
	d := &Door{g: new(gate)}
	d.g.open = 1
	return d
}

func (d *Door) Enter(w http.ResponseWriter, r *http.Request) {
	if atomic.LoadUint32(&d.g.open) == 0 {
		http.Error(w, "closed", http.StatusServiceUnavailable)
	}
}

func (d *Door) Shut(w http.ResponseWriter, r *http.Request) {
	d.g.open = 0 // want mixed-atomic
}

// ---- elements ----

type Histogram struct{ buckets [8]uint64 }

func (h *Histogram) Observe(w http.ResponseWriter, r *http.Request) {
	atomic.AddUint64(&h.buckets[len(r.URL.Path)%8], 1)
}

func (h *Histogram) Sum(w http.ResponseWriter, r *http.Request) {
	var sum uint64
	for i := range h.buckets {
		sum += h.buckets[i] // want mixed-atomic
	}
	fmt.Fprintln(w, sum)
}

type Exact struct{ buckets [8]uint64 }

func (h *Exact) Observe(w http.ResponseWriter, r *http.Request) {
	atomic.AddUint64(&h.buckets[len(r.URL.Path)%8], 1)
}

func (h *Exact) Sum(w http.ResponseWriter, r *http.Request) {
	var sum uint64
	for i := range h.buckets {
		sum += atomic.LoadUint64(&h.buckets[i])
	}
	fmt.Fprintln(w, sum)
}

// ---- a copy, and a new object ----

type Sample struct{ n, total int64 }

func (s *Sample) Add(v int64) {
	atomic.AddInt64(&s.n, 1)
	atomic.AddInt64(&s.total, v)
}

func (s *Sample) Snapshot() Sample {
	return Sample{n: atomic.LoadInt64(&s.n), total: atomic.LoadInt64(&s.total)}
}

func Mean(s *Sample) float64 {
	c := s.Snapshot()
	if c.n == 0 {
		c.n = 1
	}
	return float64(c.total) / float64(c.n)
}

func Feed(s *Sample, in <-chan int64) {
	for range 2 {
		go func() {
			for v := range in {
				s.Add(v)
			}
		}()
	}
}
