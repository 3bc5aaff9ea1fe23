// Configuration that is replaced while others read it: handlers, signals, timers, callbacks, package variables, interfaces, functions.
// race: a request (or getter) during the reload, DATA RACE at each marked store; clean: the others in the same way.
package reloads

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type config struct {
	name  string
	limit int
	hosts map[string]string
}

// ---- a package variable, reloaded by a handler ----

var current = &config{name: "first"}

func Load(name string) *config { return &config{name: name, limit: len(name)} }

func Reload(w http.ResponseWriter, r *http.Request) {
	current = Load(r.FormValue("name")) // want unsynchronized-swap
}

func Show(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, current.name)
}

var published atomic.Pointer[config]

func Republish(w http.ResponseWriter, r *http.Request) {
	published.Store(Load(r.FormValue("name")))
}

func ShowPublished(w http.ResponseWriter, r *http.Request) {
	if c := published.Load(); c != nil {
		fmt.Fprintln(w, c.name)
	}
}

// ---- a server whose handlers and reloads are methods ----

type Server struct {
	conf *config
}

func NewServer() *Server { return &Server{conf: Load("server")} }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, s.conf.name, s.conf.limit)
}

func (s *Server) Admin(w http.ResponseWriter, r *http.Request) {
	s.conf = Load(r.FormValue("name")) // want unsynchronized-swap
}

type Guarded struct {
	mu   sync.RWMutex
	conf *config
}

func NewGuarded() *Guarded { return &Guarded{conf: Load("guarded")} }

func (s *Guarded) config() *config {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.conf
}

func (s *Guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := s.config()
	fmt.Fprintln(w, c.name, c.limit)
}

func (s *Guarded) Admin(w http.ResponseWriter, r *http.Request) {
	c := Load(r.FormValue("name"))
	s.mu.Lock()
	s.conf = c
	s.mu.Unlock()
}

// ---- a signal's goroutine ----

type Proxy struct {
	hosts map[string]string
	hup   chan os.Signal
}

func NewProxy(load func() map[string]string) *Proxy {
	p := &Proxy{hosts: load(), hup: make(chan os.Signal, 1)}
	signal.Notify(p.hup, syscall.SIGHUP)
	go func() {
		for range p.hup {
			p.hosts = load() // want unsynchronized-swap
		}
	}()
	return p
}

func (p *Proxy) Host(name string) string { return p.hosts[name] }

// ---- a ticker's goroutine, with the lock on one side only ----

type Rates struct {
	mu    sync.RWMutex
	table map[string]float64
	stop  chan struct{}
}

func NewRates(fetch func() map[string]float64, every time.Duration) *Rates {
	r := &Rates{table: fetch(), stop: make(chan struct{})}
	go r.refresh(fetch, every)
	return r
}

func (r *Rates) refresh(fetch func() map[string]float64, every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			next := fetch()
			r.table = next // want unsynchronized-swap
		case <-r.stop:
			return
		}
	}
}

func (r *Rates) Rate(currency string) (float64, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	v, ok := r.table[currency]
	return v, ok
}

func (r *Rates) Close() { close(r.stop) }

// Prices: the same with the lock.
type Prices struct {
	mu    sync.RWMutex
	table map[string]float64
	stop  chan struct{}
}

func NewPrices(fetch func() map[string]float64, every time.Duration) *Prices {
	r := &Prices{table: fetch(), stop: make(chan struct{})}
	go r.refresh(fetch, every)
	return r
}

func (r *Prices) refresh(fetch func() map[string]float64, every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			next := fetch()
			r.swap(next)
		case <-r.stop:
			return
		}
	}
}

func (r *Prices) swap(next map[string]float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.table = next
}

func (r *Prices) Price(currency string) (float64, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	v, ok := r.table[currency]
	return v, ok
}

func (r *Prices) Close() { close(r.stop) }

// ---- an interface and a function behind a write under RLock ----

type Sink interface{ Write(string) }

type Log struct {
	mu     sync.RWMutex
	sink   Sink
	format func(string) string
}

func NewLog(s Sink) *Log { return &Log{sink: s, format: func(s string) string { return s }} }

func (l *Log) Print(s string) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.sink.Write(l.format(s))
}

func (l *Log) SetSink(s Sink) {
	l.mu.RLock()
	l.sink = s // want unsynchronized-swap
	l.mu.RUnlock()
}

func (l *Log) SetFormat(f func(string) string) {
	l.mu.Lock()
	l.format = f
	l.mu.Unlock()
}

// ---- a default that is made on the first call ----

type Client struct {
	mu   sync.Mutex
	once sync.Once
	lazy *config
	made *config
	sent int
}

func (c *Client) Lazy(w http.ResponseWriter, r *http.Request) {
	if c.lazy == nil {
		c.lazy = Load("lazy") // want unsynchronized-swap
	}
	fmt.Fprintln(w, c.lazy.name)
}

func (c *Client) Made(w http.ResponseWriter, r *http.Request) {
	c.once.Do(func() { c.made = Load("made") })
	c.mu.Lock()
	c.sent++
	c.mu.Unlock()
	fmt.Fprintln(w, c.made.name)
}
