// Maps made lazily behind helpers, embedded types, generics and Once: none is written while it is nil.
// clean: run -race.
package main

import (
	"fmt"
	"net/http"
	"sync"
)

type labels struct{ m map[string]string }

func (l *labels) ensure() map[string]string {
	if l.m == nil {
		l.m = make(map[string]string)
	}
	return l.m
}

func (l *labels) set(k, v string) { l.ensure()[k] = v }

func (l *labels) setAll(from map[string]string) {
	l.ensure()
	for k, v := range from {
		l.m[k] = v
	}
}

func (l *labels) clear() { l.m = nil }

type lazy[K comparable, V any] struct {
	once sync.Once
	m    map[K]V
	mu   sync.Mutex
}

func (z *lazy[K, V]) init() { z.once.Do(func() { z.m = make(map[K]V) }) }

func (z *lazy[K, V]) put(k K, v V) {
	z.init()
	z.mu.Lock()
	defer z.mu.Unlock()
	z.m[k] = v
}

func (z *lazy[K, V]) len() int {
	z.mu.Lock()
	defer z.mu.Unlock()
	return len(z.m)
}

func getOrMake[K, L comparable, V any](m map[K]map[L]V, k K) map[L]V {
	inner, ok := m[k]
	if !ok {
		inner = make(map[L]V)
		m[k] = inner
	}
	return inner
}

type metric struct {
	labels
	series map[string]map[int]float64
}

func newMetric(opts ...func(*metric)) *metric {
	m := &metric{}
	for _, o := range opts {
		o(m)
	}
	if m.series == nil {
		m.series = map[string]map[int]float64{}
	}
	return m
}

func withSeries(n int) func(*metric) {
	return func(m *metric) { m.series = make(map[string]map[int]float64, n) }
}

func (m *metric) observe(name string, at int, v float64) {
	getOrMake(m.series, name)[at] += v
}

func header(h http.Header) http.Header {
	if h == nil {
		h = http.Header{}
	}
	h["X-Seen"] = []string{"1"}
	return h
}

var shared lazy[int, string]

func main() {
	m := newMetric()
	m.set("a", "b")
	m.clear()
	m.setAll(map[string]string{"c": "d"})
	m.observe("x", 1, 2)
	w := newMetric(withSeries(2))
	w.observe("y", 1, 1)
	w.labels.set("k", "v")
	fmt.Println(m.m, m.series, w.series, w.m, header(nil))
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() { shared.put(i, "v") })
	}
	wg.Wait()
	fmt.Println(shared.len())
}
