// A loop that closes a channel of its object when it ends runs once for each: nobody can call it a second time. One that closes nothing may be called by several.
// race: two callers of Collector.Run write the totals; clean: a second Run of a scheduler would panic.
package runsonce

import "context"

type Scheduler struct {
	jobs chan string
	done chan struct{}
	runs map[string]int
}

func NewScheduler() *Scheduler {
	return &Scheduler{jobs: make(chan string), done: make(chan struct{}), runs: map[string]int{}}
}

// Run is the scheduler's loop.
func (s *Scheduler) Run(ctx context.Context) {
	defer close(s.done)
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-s.jobs:
			s.count(j)
		}
	}
}

func (s *Scheduler) count(job string) {
	s.runs[job]++
	if s.runs[job] > 1000 {
		delete(s.runs, job)
	}
}

// Start runs it, and gives what ends it and waits for that.
func (s *Scheduler) Start() func() {
	ctx, cancel := context.WithCancel(context.Background())
	go s.Run(ctx)
	return func() {
		cancel()
		<-s.done
	}
}

func (s *Scheduler) Submit(job string) { s.jobs <- job }

type Collector struct {
	in     chan string
	totals map[string]int
}

func NewCollector() *Collector { return &Collector{in: make(chan string), totals: map[string]int{}} }

// Run adds up until the context ends; several may.
func (c *Collector) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case name := <-c.in:
			c.totals[name]++ // want concurrent-map-access
		}
	}
}

// Start runs two.
func (c *Collector) Start(ctx context.Context) {
	go c.Run(ctx)
	go c.Run(ctx)
}

func (c *Collector) Add(name string) { c.in <- name }
