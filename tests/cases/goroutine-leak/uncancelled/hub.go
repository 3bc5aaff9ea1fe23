// Watchers whose cancel function is kept and never called, or whose quit channel is never closed; and the ones with Close.
// leaks: each Subscribe and each Tail; clean: Follow.
package uncancelled

import (
	"context"
	"sync"
)

type Msg struct{ Topic, Text string }

type Sub struct {
	out    chan Msg
	cancel context.CancelFunc
}

type Hub struct {
	mu   sync.Mutex
	subs map[string]*Sub
	quit chan struct{}
	stop chan struct{}
}

func NewHub() *Hub {
	return &Hub{subs: map[string]*Sub{}, quit: make(chan struct{}), stop: make(chan struct{})}
}

func (h *Hub) Subscribe(topic string, f func(Msg)) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Sub{out: make(chan Msg, 8), cancel: cancel}
	h.mu.Lock()
	h.subs[topic] = s
	h.mu.Unlock()
	go func() { // want goroutine-leak
		for {
			select {
			case <-ctx.Done():
				return
			case m := <-s.out:
				f(m)
			}
		}
	}()
}

func (h *Hub) Tail(in <-chan Msg, f func(Msg)) {
	go func() { // want goroutine-leak
		for {
			select {
			case <-h.quit:
				return
			default:
				f(<-in)
			}
		}
	}()
}

func (h *Hub) Follow(in <-chan Msg, f func(Msg)) {
	go func() {
		for {
			select {
			case <-h.stop:
				return
			case m := <-in:
				f(m)
			}
		}
	}()
}

func (h *Hub) Close() { close(h.stop) }

func (h *Hub) Publish(m Msg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s, ok := h.subs[m.Topic]; ok {
		select {
		case s.out <- m:
		default:
		}
	}
}

func (h *Hub) Drop(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.subs, topic)
}
