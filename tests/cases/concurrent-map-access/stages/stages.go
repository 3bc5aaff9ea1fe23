// Work in stages: each is waited for in the loop that starts it, so what stands behind the loop reads alone; whoever asks meanwhile does not.
// race: Progress reads the map while a stage writes to it; clean: Run adds up when all stages are over.
package stages

import "sync"

type crew struct{ wg sync.WaitGroup }

func (c *crew) start(f func()) {
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		f()
	}()
}

func (c *crew) wait() { c.wg.Wait() }

type Plan struct {
	mu    sync.Mutex
	sizes map[string]int
}

func NewPlan() *Plan { return &Plan{sizes: map[string]int{}} }

func (p *Plan) set(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sizes[name] = len(name)
}

// Run works through the stages, and gives the sum.
func (p *Plan) Run(stages [][]string) int {
	for _, stage := range stages {
		var c crew
		for _, name := range stage {
			c.start(func() { p.set(name) })
		}
		c.wait()
	}
	sum := 0
	for _, n := range p.sizes {
		sum += n
	}
	return sum
}

// Progress is for others, at any time.
func (p *Plan) Progress(name string) bool {
	_, done := p.sizes[name] // want concurrent-map-access
	return done
}
