// A library's method starts a goroutine for each target, and all of them write into the object that it was called on.
// race: Once with two targets, DATA RACE at the store; clean: OnceLocked, OnceEach (a map for each goroutine).
package probes

import "sync"

type Monitor struct {
	targets []string
	probe   func(string) bool
	up      map[string]bool

	mu   sync.Mutex
	safe map[string]bool
	own  []map[string]bool
}

func New(targets []string, probe func(string) bool) *Monitor {
	return &Monitor{targets: targets, probe: probe, up: map[string]bool{}, safe: map[string]bool{}}
}

func (m *Monitor) Once() {
	var wg sync.WaitGroup
	wg.Add(len(m.targets))
	for _, t := range m.targets {
		go m.check(t, &wg)
	}
	wg.Wait()
}

func (m *Monitor) check(t string, wg *sync.WaitGroup) {
	defer wg.Done()
	m.up[t] = m.probe(t) // want concurrent-map-access
}

func (m *Monitor) OnceLocked() {
	var wg sync.WaitGroup
	wg.Add(len(m.targets))
	for _, t := range m.targets {
		go func() {
			defer wg.Done()
			up := m.probe(t)
			m.mu.Lock()
			defer m.mu.Unlock()
			m.safe[t] = up
		}()
	}
	wg.Wait()
}

type part struct {
	m  *Monitor
	up map[string]bool
}

func (p *part) check(t string, wg *sync.WaitGroup) {
	defer wg.Done()
	p.up[t] = p.m.probe(t)
}

func (m *Monitor) OnceEach() {
	var wg sync.WaitGroup
	parts := make([]*part, len(m.targets))
	for i, t := range m.targets {
		parts[i] = &part{m, map[string]bool{}}
		wg.Add(1)
		go parts[i].check(t, &wg)
	}
	wg.Wait()
	for _, p := range parts {
		m.own = append(m.own, p.up)
	}
}
