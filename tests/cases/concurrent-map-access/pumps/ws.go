// Package ws: two goroutines that a constructor starts on the object that it makes: one inserts, the other deletes, no
// lock. race: the two pumps.
package ws

import (
	"sync"
	"time"
)

type Msg struct {
	ID   int
	Body string
}

type Client struct {
	send   chan Msg
	acks   map[int]time.Time
	closed chan struct{}
	once   sync.Once
	onAck  func(int)
}

func NewClient(out func(Msg) error, in func() (int, error)) *Client {
	c := &Client{send: make(chan Msg, 16), acks: map[int]time.Time{}, closed: make(chan struct{})}
	go c.writePump(out)
	go c.readPump(in)
	return c
}

func (c *Client) writePump(out func(Msg) error) {
	for {
		select {
		case m := <-c.send:
			c.acks[m.ID] = time.Now() // want concurrent-map-access
			if out(m) != nil {
				c.Close()
				return
			}
		case <-c.closed:
			return
		}
	}
}

func (c *Client) readPump(in func() (int, error)) {
	defer c.Close()
	for {
		id, err := in()
		if err != nil {
			return
		}
		delete(c.acks, id) // want concurrent-map-access
		if c.onAck != nil {
			c.onAck(id)
		}
	}
}

func (c *Client) Close() { c.once.Do(func() { close(c.closed) }) }
