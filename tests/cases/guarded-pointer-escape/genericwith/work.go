package genericwith

import "sync"

type progress struct {
	done   int
	failed int
}

type Pool struct {
	jobs *Guarded[string, progress]
}

func NewPool() *Pool { return &Pool{jobs: NewGuarded[string, progress]()} }

func (p *Pool) step(name string) {
	p.jobs.With(name, func(v *progress) { v.done++ })
}

func (p *Pool) fail(name string) {
	if v := p.jobs.Peek(name); v != nil {
		v.failed++ // want guarded-pointer-escape
	}
}

func (p *Pool) Report(name string) (int, int) {
	v, _ := p.jobs.Copy(name)
	return v.done, v.failed
}

func (p *Pool) Finish(name string) int {
	v, ok := p.jobs.Take(name)
	if !ok {
		return 0
	}
	v.failed = 0
	return v.done
}

func (p *Pool) Run(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			p.step(n)
			p.fail(n)
			p.Report(n)
		}()
	}
	wg.Wait()
}
