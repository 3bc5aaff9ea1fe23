// Literals that are sent to one goroutine run there, one after the other, whoever made them; those that run where they are made do not.
// lost: a name that Rename adds between the load and the store of Now; clean: Purge and Rename.
package main

import (
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
)

type Client struct {
	names atomic.Pointer[map[int]string]
	work  chan func()
	quit  chan struct{}
}

func New() *Client {
	c := &Client{work: make(chan func()), quit: make(chan struct{})}
	c.names.Store(&map[int]string{})
	go c.loop()
	return c
}

func (c *Client) loop() {
	for {
		select {
		case f := <-c.work:
			f()
		case <-c.quit:
			return
		}
	}
}

func (c *Client) do(f func()) {
	done := make(chan struct{})
	waited := func() {
		defer close(done)
		f()
	}
	select {
	case c.work <- waited:
		<-done
	case <-c.quit:
	}
}

func (c *Client) now(f func()) { f() }

func (c *Client) Rename(id int, name string) {
	c.do(func() {
		names := maps.Clone(*c.names.Load())
		names[id] = name
		c.names.Store(&names)
	})
}

func (c *Client) Purge(id int) {
	c.do(func() {
		names := maps.Clone(*c.names.Load())
		delete(names, id)
		c.names.Store(&names)
	})
}

func (c *Client) Now(id int) {
	c.now(func() {
		names := maps.Clone(*c.names.Load())
		delete(names, id)
		c.names.Store(&names) // want lost-update
	})
}

func main() {
	c := New()
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.Purge(n)
			c.Now(n)
		}()
	}
	wg.Wait()
	c.Rename(1, "one")
	fmt.Println(*c.names.Load())
	close(c.quit)
}
