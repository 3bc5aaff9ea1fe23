// Closed flags: stored with atomics, tested plainly; tested atomically, stored plainly under a lock; swapped.
// race: the marked lines against their neighbours, DATA RACE; clean: Mailbox, whose flag has the lock on both sides.
package closing

import (
	"errors"
	"sync"
	"sync/atomic"
)

var errClosed = errors.New("closed")

type Conn struct {
	closed  int32
	pending int64
	out     chan string
}

func Dial() *Conn {
	c := &Conn{out: make(chan string, 4)}
	go c.loop()
	return c
}

func (c *Conn) loop() {
	for m := range c.out {
		if c.closed != 0 { // want mixed-atomic
			return
		}
		_ = m
		atomic.AddInt64(&c.pending, -1)
	}
}

func (c *Conn) Send(m string) error {
	if atomic.LoadInt32(&c.closed) != 0 {
		return errClosed
	}
	atomic.AddInt64(&c.pending, 1)
	c.out <- m
	return nil
}

func (c *Conn) Close() { atomic.StoreInt32(&c.closed, 1) }

type Listener struct {
	mu     sync.Mutex
	closed uint32
	conns  map[int]*Conn
}

func Listen() *Listener { return &Listener{conns: map[int]*Conn{}} }

func (l *Listener) Accept(id int) (*Conn, error) {
	if atomic.LoadUint32(&l.closed) == 1 {
		return nil, errClosed
	}
	c := Dial()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[id] = c
	return c, nil
}

// Close has the lock, which Accept does not have where it looks.
func (l *Listener) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = 1 // want mixed-atomic
	for _, c := range l.conns {
		c.Close()
	}
}

type Mailbox struct {
	mu     sync.Mutex
	closed uint32
	mails  []string
}

func (m *Mailbox) Put(s string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if atomic.LoadUint32(&m.closed) == 0 {
		m.mails = append(m.mails, s)
	}
}

func (m *Mailbox) Close() {
	m.mu.Lock()
	m.closed = 1
	m.mu.Unlock()
}
