// Orders that are no locks: one goroutine makes all writes, and reads without the lock that is there for the others; what was waited for is read;
// an encoder calls the method of what it is given, under the lock of who calls that; functions for tests.
// race: the readers that are none of these, DATA RACE; clean: Pool.Update, Task.Wait, State.MarshalJSON, SetClock and Inject.
package disciplines

import (
	"encoding/json"
	"errors"
	"os"
	"sync"
	"testing"
)

type block struct{ height int }

type Pool struct {
	mu    sync.Mutex
	state *block
}

func (p *Pool) Update(b *block) error {
	if p.state.height >= b.height { // want-possible unsynchronized-swap
		return errors.New("old")
	}
	p.set(b)
	return nil
}

func (p *Pool) set(b *block) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = b
}

func (p *Pool) State() *block {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// A Gauge is set by several.
type Gauge struct {
	mu    sync.Mutex
	state *block
}

func (g *Gauge) Raise(b *block) {
	if g.state.height >= b.height { // want unsynchronized-swap
		return
	}
	g.set(b)
}

func (g *Gauge) Reset() { g.set(&block{}) }

func (g *Gauge) set(b *block) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.state = b
}

func (g *Gauge) State() *block {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state
}

type result struct{ text string }

type Task struct {
	mu   sync.Mutex
	done chan struct{}
	res  *result
}

func (t *Task) Run(do func() *result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done = make(chan struct{})
	done := t.done
	go func() {
		r := do()
		t.mu.Lock()
		t.res = r
		close(done)
		t.mu.Unlock()
	}()
}

func (t *Task) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.res = nil
}

func (t *Task) Wait() *result {
	<-t.done
	return t.res // want-possible unsynchronized-swap
}

type State struct {
	mu     sync.Mutex
	values *block
	name   string
}

func (s *State) Import(values *block) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values = values
	return s.save()
}

func (s *State) Height() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values.height
}

func (s *State) save() error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return os.WriteFile(s.name, text, 0o600)
}

func (s *State) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"values": s.values}) // want-possible unsynchronized-swap
}

type Clock interface{ Now() int64 }

type Worker struct {
	mu    sync.Mutex
	clock Clock
	log   *block
}

func NewWorker(c Clock) *Worker {
	w := &Worker{clock: c}
	go w.run()
	return w
}

func (w *Worker) run() {
	for w.clock.Now() < 1<<40 {
		w.mu.Lock()
		w.log = &block{}
		w.mu.Unlock()
	}
}

func (w *Worker) SetClock(t *testing.T, c Clock) {
	t.Helper()
	w.clock = c // want-possible unsynchronized-swap
}

func (w *Worker) Inject(t *testing.T) *block {
	t.Helper()
	return w.log // want-possible unsynchronized-swap
}

func (w *Worker) Log() *block {
	return w.log // want unsynchronized-swap
}
