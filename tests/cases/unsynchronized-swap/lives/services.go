// Objects that are set up, run and stopped: what is written before the start or read after the end, and neighbours that lack the order.
// race: each marked method from another goroutine, DATA RACE there; clean: the others, in the order that their comments tell.
// Possible: who sets up twice, or replaces what a goroutine uses that the maker has not started.
package lives

import (
	"errors"
	"sync"
	"time"
)

type source interface {
	Next(stop chan struct{}) <-chan string
}

// ---- a module of a server: the server's setup calls provision, which starts it ----

type tickets struct {
	from  source
	known map[string]int
	stop  chan struct{}
	mu    *sync.Mutex
}

func (t *tickets) provision(from source) error {
	t.known = make(map[string]int) // want-possible unsynchronized-swap
	t.mu = new(sync.Mutex)
	if from == nil {
		return errors.New("no source")
	}
	t.from = from // want-possible unsynchronized-swap
	return t.start()
}

func (t *tickets) start() error {
	if t.stop != nil {
		return nil
	}
	t.stop = make(chan struct{})
	go t.stayUpdated()
	return nil
}

func (t *tickets) stayUpdated() {
	next := t.from.Next(t.stop)
	for {
		select {
		case k := <-next:
			t.mu.Lock()
			t.known[k]++
			t.mu.Unlock()
		case <-t.stop:
			return
		}
	}
}

func (t *tickets) replace(from source) {
	t.from = from // want-possible unsynchronized-swap
}

type App struct{ Tickets *tickets }

func NewApp() *App { return &App{Tickets: &tickets{}} }

func (a *App) Provision(from source) error {
	if a.Tickets == nil {
		return nil
	}
	return a.Tickets.provision(from)
}

func (a *App) Replace(from source) { a.Tickets.replace(from) }

// ---- a server with two ways to start it ----

type listener interface{ Accept() (string, error) }

type secured struct{ listener }

type Server struct {
	Listener listener
	URL      string
	wg       sync.WaitGroup
	serve    func(listener)
}

func NewServer(l listener, serve func(listener)) *Server { return &Server{Listener: l, serve: serve} }

func (s *Server) Start() {
	if s.URL != "" {
		panic("started already")
	}
	s.URL = "http://"
	s.goServe()
}

func (s *Server) StartSecured() {
	if s.URL != "" {
		panic("started already")
	}
	s.Listener = secured{s.Listener} // want-possible unsynchronized-swap
	s.URL = "https://"
	s.goServe()
}

func (s *Server) goServe() {
	s.wg.Go(func() {
		s.serve(s.Listener)
	})
}

func (s *Server) Close() { s.wg.Wait() }

// ---- a queue whose error is read when it has been closed ----

type Queue struct {
	tasks  chan func() error
	wg     sync.WaitGroup
	err    error
	closed bool
}

func NewQueue() *Queue {
	q := &Queue{tasks: make(chan func() error, 8)}
	q.wg.Add(1)
	go q.run()
	return q
}

func (q *Queue) run() {
	for task := range q.tasks {
		if q.err == nil {
			q.err = task()
		}
	}
	q.wg.Done()
}

func (q *Queue) Add(task func() error) { q.tasks <- task }

// Close may be called again: closed is set behind Wait.
func (q *Queue) Close() error {
	if q.closed {
		return q.err
	}
	close(q.tasks)
	q.wg.Wait()
	q.closed = true
	return q.err
}

type Backlog struct {
	tasks  chan func() error
	wg     sync.WaitGroup
	err    error
	closed bool
}

func NewBacklog() *Backlog {
	q := &Backlog{tasks: make(chan func() error, 8)}
	q.wg.Add(1)
	go q.run()
	return q
}

func (q *Backlog) run() {
	for task := range q.tasks {
		if q.err == nil {
			q.err = task() // want unsynchronized-swap
		}
	}
	q.wg.Done()
}

func (q *Backlog) Add(task func() error) { q.tasks <- task }

// Err is what has gone wrong so far.
func (q *Backlog) Err() error { return q.err }

// Close sets closed before it waits.
func (q *Backlog) Close() error {
	if q.closed {
		return q.err
	}
	q.closed = true
	close(q.tasks)
	q.wg.Wait()
	return q.err
}

// ---- a generator that is stopped before its result is read ----

type stats struct{ n int }

type layer struct {
	mu     sync.RWMutex
	once   sync.Once
	cancel chan struct{}
	done   chan struct{}
	stats  *stats
}

func newLayer(step func(*stats) bool) *layer {
	l := &layer{cancel: make(chan struct{}), done: make(chan struct{})}
	go l.generate(&stats{}, step)
	return l
}

func (l *layer) generate(s *stats, step func(*stats) bool) {
	if l.done != nil {
		defer close(l.done)
	}
	for step(s) {
		select {
		case <-l.cancel:
			l.stats = s
			return
		default:
		}
	}
	l.mu.Lock()
	l.stats = s
	l.mu.Unlock()
}

func (l *layer) halt() {
	cancel, done := l.cancel, l.done
	if cancel == nil || done == nil {
		return
	}
	l.once.Do(func() { close(cancel) })
	<-done
}

func (l *layer) Journal() int {
	l.halt()
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.stats.n
}

type Tree struct{ base *layer }

func NewTree(step func(*stats) bool) *Tree { return &Tree{newLayer(step)} }

func (t *Tree) Journal() int { return t.base.Journal() }

// ---- a timer that puts itself away ----

type Node struct {
	sync.RWMutex
	rescue *time.Timer
	quorum int
}

func (n *Node) Rescue(quorum int, d time.Duration) {
	n.Lock()
	defer n.Unlock()
	if n.rescue != nil {
		n.rescue.Stop()
	}
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		n.Lock()
		defer n.Unlock()
		n.expireLocked(t)
	})
	n.rescue = t
	n.quorum = quorum
}

func (n *Node) expireLocked(t *time.Timer) {
	if n.rescue == t {
		n.rescue, n.quorum = nil, 0
	}
}

func (n *Node) Quorum() int {
	n.RLock()
	defer n.RUnlock()
	return n.quorum
}
