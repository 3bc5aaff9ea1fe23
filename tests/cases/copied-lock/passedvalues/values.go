// Lock-bearing map values that are passed on: as an argument, in a literal, appended, sent, returned, stored from a parameter.
// seen: go vet copylocks; clean: literals stored, pointers passed.
package passedvalues

import "sync"

type Meter struct {
	mu sync.Mutex
	n  int
}

func (m *Meter) Add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n += n
}

type labelled struct {
	name  string
	meter Meter
}

type Panel struct {
	meters map[string]Meter
	byPtr  map[string]*Meter
	out    chan *Meter
}

func NewPanel() *Panel {
	return &Panel{meters: map[string]Meter{"a": {}}, byPtr: map[string]*Meter{"a": {}}, out: make(chan *Meter, 1)}
}

func (p *Panel) Label(name string) *labelled {
	return &labelled{name: name, meter: p.meters[name]} // want copied-lock
}

func (p *Panel) All() (out []Meter) {
	for name := range p.meters {
		out = append(out, p.meters[name]) // want copied-lock
	}
	return out
}

func (p *Panel) Get(name string) Meter {
	return p.meters[name] // want copied-lock
}

func (p *Panel) Show(name string) int {
	return show(p.byPtr[name])
}

func show(m *Meter) int {
	if m == nil {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.n
}

func (p *Panel) Reset(name string) {
	p.meters[name] = Meter{}
	if m, ok := p.byPtr[name]; ok {
		m.Add(-m.n)
	}
}

func (p *Panel) Send(name string) bool {
	m, ok := p.byPtr[name]
	if ok {
		p.out <- m
	}
	return ok
}

func (p *Panel) N(name string) int { return p.meters[name].n }
