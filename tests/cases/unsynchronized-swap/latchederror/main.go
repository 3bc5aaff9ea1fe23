// An error that ends a client: who finds it under the lock may give it back without, for nothing comes after it; who looks for it without may not.
// race: Err against fail, DATA RACE at the read; clean: Call.
package latchederror

import (
	"errors"
	"io"
	"sync"
)

type Client struct {
	rw io.ReadWriteCloser

	mu      sync.Mutex
	pending map[byte]chan byte
	err     error
}

func New(rw io.ReadWriteCloser) *Client {
	c := &Client{rw: rw, pending: map[byte]chan byte{}}
	go c.loop()
	return c
}

func (c *Client) loop() {
	var buf [1]byte
	for {
		if _, err := c.rw.Read(buf[:]); err != nil {
			c.fail(err)
			return
		}
		c.mu.Lock()
		ch, ok := c.pending[buf[0]]
		delete(c.pending, buf[0])
		c.mu.Unlock()
		if ok {
			ch <- buf[0]
		}
	}
}

func (c *Client) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
	for id, ch := range c.pending {
		delete(c.pending, id)
		close(ch)
	}
}

func (c *Client) Call(id byte) (byte, error) {
	ch := make(chan byte, 1)
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return 0, c.err // want-possible unsynchronized-swap
	}
	c.pending[id] = ch
	c.mu.Unlock()
	if _, err := c.rw.Write([]byte{id}); err != nil {
		return 0, err
	}
	b, ok := <-ch
	if !ok {
		return 0, errors.New("latchederror: closed")
	}
	return b, nil
}

func (c *Client) Err() error {
	return c.err // want unsynchronized-swap
}

func (c *Client) Close() error { return c.rw.Close() }
