// An event bus that keeps bound methods, array slices and addresses of loop variables, at a version before go1.22.
// aliases: every handler is the last one's; clean: Fixed, Indexed, First, Each.
package methodvalues

import "fmt"

type Handler struct {
	Topic string
	key   [4]byte
	seen  int
}

func (h *Handler) Handle(msg string) { h.seen += len(msg) }

func (h Handler) Describe() string { return fmt.Sprint(h.Topic, h.seen) }

type Bus struct {
	handlers map[string]func(string)
	labels   map[string]func() string
	keys     map[string][]byte
	order    chan *Handler
}

func New(n int) *Bus {
	return &Bus{
		handlers: make(map[string]func(string)),
		labels:   make(map[string]func() string),
		keys:     make(map[string][]byte),
		order:    make(chan *Handler, n),
	}
}

func (b *Bus) Attach(hs []Handler) {
	for _, h := range hs {
		b.handlers[h.Topic] = h.Handle // want loop-var-address
		b.labels[h.Topic] = h.Describe
	}
}

func (b *Bus) Index(hs map[string]Handler) {
	for topic, h := range hs {
		k := h.key
		b.keys[topic] = k[:]
	}
}

func (b *Bus) IndexKeys(keys [][4]byte) {
	for _, k := range keys {
		b.keys[string(k[:])] = k[:] // want loop-var-address
	}
}

func (b *Bus) Enqueue(hs ...Handler) {
	for _, h := range hs {
		b.order <- &h // want loop-var-address
	}
	close(b.order)
}

func (b *Bus) Fixed(hs []Handler) {
	for _, h := range hs {
		h := h
		b.handlers[h.Topic] = h.Handle
	}
}

func (b *Bus) Indexed(hs []Handler) {
	for i := range hs {
		b.handlers[hs[i].Topic] = hs[i].Handle
	}
}

func First(hs []Handler, topic string) *Handler {
	for _, h := range hs {
		if h.Topic == topic {
			return &h
		}
	}
	return nil
}

func Each(hs []Handler, f func(*Handler)) (n int) {
	for _, h := range hs {
		h.Handle("x")
		n += h.seen
	}
	return n
}
