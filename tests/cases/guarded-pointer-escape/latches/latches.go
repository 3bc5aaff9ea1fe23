// Package latches runs subscriptions out of a map: each is set under the lock just before its goroutine starts, and a flag lets nobody do so twice.
// race: Restarts and Paused, clean: Router.
package latches

import "sync"

type subscription struct {
	topic    string
	started  bool
	messages chan string
	stopped  chan struct{}
}

type Router struct {
	mu   sync.Mutex
	subs map[string]*subscription
}

func NewRouter() *Router { return &Router{subs: map[string]*subscription{}} }

func (r *Router) Add(topic string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.subs[topic] = &subscription{topic: topic}
}

func (r *Router) Run(subscribe func(string) chan string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.subs {
		if s.started {
			continue
		}
		r.prepare(s, subscribe)
		s.started = true
		s.stopped = make(chan struct{})
		go func() {
			for range s.messages {
			}
			close(s.stopped)
		}()
	}
}

func (r *Router) prepare(s *subscription, subscribe func(string) chan string) {
	r.subs[s.topic].messages = subscribe(s.topic)
}

// Restarts replaces the channels each time.
type Restarts struct {
	mu   sync.Mutex
	subs map[string]*subscription
}

func NewRestarts() *Restarts { return &Restarts{subs: map[string]*subscription{}} }

func (r *Restarts) Add(topic string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.subs[topic] = &subscription{topic: topic}
}

func (r *Restarts) Run(subscribe func(string) chan string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.subs {
		s.messages = subscribe(s.topic)
		s.stopped = make(chan struct{})
		go func() {
			for range s.messages { // want guarded-pointer-escape
			}
			close(s.stopped) // want guarded-pointer-escape
		}()
	}
}

type feed struct {
	topic    string
	started  bool
	messages chan string
	stopped  chan struct{}
}

// Paused opens the latch while the goroutine may still run.
type Paused struct {
	mu   sync.Mutex
	subs map[string]*feed
}

func NewPaused() *Paused { return &Paused{subs: map[string]*feed{}} }

func (p *Paused) Add(topic string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.subs[topic] = &feed{topic: topic}
}

func (p *Paused) Pause(topic string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.subs[topic]; ok {
		s.started = false
	}
}

func (p *Paused) Run(subscribe func(string) chan string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.subs {
		if s.started {
			continue
		}
		s.messages = subscribe(s.topic)
		s.started = true
		s.stopped = make(chan struct{})
		go func() {
			for range s.messages { // want guarded-pointer-escape
			}
			close(s.stopped) // want guarded-pointer-escape
		}()
	}
}
