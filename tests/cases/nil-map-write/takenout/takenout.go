// Maps that a generic helper takes out of their fields and leaves nil: some are made again, some are not.
// panics: visit after collect, and again in twice (assignment to entry in nil map); clean: the field that is made again, the one that is tested, exchanged and finish.
package main

import "fmt"

// pull gives what was there, and leaves nothing.
func pull[T any](from *T) T {
	var none T
	was := *from
	*from = none
	return was
}

// pullMap is the same for maps of one kind.
func pullMap(from *map[string]int) map[string]int {
	was := *from
	*from = nil
	return was
}

// exchange leaves what it is given.
func exchange[T any](at *T, by T) T {
	was := *at
	*at = by
	return was
}

type visits struct {
	pages   map[string]int
	hosts   map[string]int
	agents  map[string]int
	codes   map[int]int
	methods map[string]int
}

func newVisits() *visits {
	return &visits{pages: map[string]int{}, hosts: map[string]int{}, agents: map[string]int{}, codes: map[int]int{}, methods: map[string]int{}}
}

func (v *visits) visit(page, host, agent, method string, code int) {
	v.pages[page]++ // want nil-map-write
	v.hosts[host]++
	if v.agents == nil {
		v.agents = make(map[string]int)
	}
	v.agents[agent]++
	v.codes[code]++
	v.methods[method]++ // want nil-map-write
}

func (v *visits) collect(sink func(map[string]int)) {
	sink(pull(&v.pages))
	sink(pull(&v.agents))
	sink(pullMap(&v.methods))
}

func (v *visits) resetHosts(sink func(map[string]int)) {
	sink(pull(&v.hosts))
	v.hosts = make(map[string]int)
	fmt.Println(len(exchange(&v.codes, map[int]int{})))
}

func twice() {
	m := map[string]int{"a": 1}
	old := pull(&m)
	old["b"] = 2
	m["c"] = 3 // want nil-map-write
	n := 4
	fmt.Println(pull(&n), n)
}

// ledger is over when finish returns.
type ledger struct {
	open map[string]int
	done chan struct{}
}

func (l *ledger) book(name string) { l.open[name]++ }

func (l *ledger) finish() map[string]int {
	close(l.done)
	return pull(&l.open)
}

func main() {
	v := newVisits()
	v.visit("/", "a", "x", "GET", 200)
	v.collect(func(m map[string]int) { fmt.Println(len(m)) })
	v.resetHosts(func(m map[string]int) { fmt.Println(len(m)) })
	l := &ledger{open: map[string]int{}, done: make(chan struct{})}
	l.book("x")
	fmt.Println(l.finish())
	v.visit("/", "a", "x", "GET", 200)
	twice()
}
