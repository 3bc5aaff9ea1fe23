// Channels in maps and slices: subscribers that wait for what they are sent, and for an end.
// leaks: each Watch of Open leaves a goroutine; clean: Closing, which closes on the way out, and All, which closes at the end.
package broadcast

import "sync"

type Open struct {
	mu   sync.Mutex
	subs map[int]chan string
	next int
}

func NewOpen() *Open { return &Open{subs: map[int]chan string{}} }

func (h *Open) Watch(f func(string)) (stop func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id, c := h.next, make(chan string, 1)
	h.next++
	h.subs[id] = c
	go func() { // want goroutine-leak
		for msg := range c {
			f(msg)
		}
	}()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, id)
	}
}

func (h *Open) Publish(msg string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.subs {
		select {
		case c <- msg:
		default:
		}
	}
}

type Closing struct {
	mu   sync.Mutex
	subs map[int]chan string
	next int
}

func NewClosing() *Closing { return &Closing{subs: map[int]chan string{}} }

func (h *Closing) Watch(f func(string)) (stop func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id, c := h.next, make(chan string, 1)
	h.next++
	h.subs[id] = c
	go func() {
		for msg := range c {
			f(msg)
		}
	}()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if c, ok := h.subs[id]; ok {
			delete(h.subs, id)
			close(c)
		}
	}
}

// All keeps its workers' channels in a slice.
type All struct{ workers []chan int }

func NewAll(n int, f func(int)) *All {
	a := &All{}
	for i := 0; i < n; i++ {
		c := make(chan int)
		a.workers = append(a.workers, c)
		go func() {
			for v := range c {
				f(v)
			}
		}()
	}
	return a
}

func (a *All) Close() {
	for _, c := range a.workers {
		close(c)
	}
}

// None forgets to.
type None struct{ workers []chan int }

func NewNone(n int, f func(int)) *None {
	a := &None{}
	for i := 0; i < n; i++ {
		c := make(chan int)
		a.workers = append(a.workers, c)
		go func() { // want goroutine-leak
			for v := range c {
				f(v)
			}
		}()
	}
	return a
}

func (a *None) Send(v int) { a.workers[v%len(a.workers)] <- v }

// Replies: who asks makes the channel, with room for the answer.
type request struct {
	n     int
	reply chan int
}

type Replies struct{ in chan request }

func NewReplies() *Replies {
	r := &Replies{in: make(chan request)}
	go func() {
		for q := range r.in {
			q.reply <- q.n * q.n
		}
	}()
	return r
}

func (r *Replies) Ask(n int) int {
	q := request{n, make(chan int, 1)}
	r.in <- q
	return <-q.reply
}

func (r *Replies) Close() { close(r.in) }
