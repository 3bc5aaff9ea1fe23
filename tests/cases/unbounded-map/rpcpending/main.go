// Calls in flight under a counter: the reply takes its entry out, the timeout of the other client does not; clients under their connection.
// heap grows: Lossy.pending, conns; clean: Client.pending, live.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

type reply struct {
	ID   int64
	Text string
}

type Client struct {
	mu      sync.Mutex
	next    int64
	pending map[int64]chan reply
}

func (c *Client) call(conn net.Conn) string {
	c.mu.Lock()
	c.next++
	id := c.next
	done := make(chan reply, 1)
	c.pending[id] = done
	c.mu.Unlock()
	json.NewEncoder(conn).Encode(reply{ID: id})
	select {
	case r := <-done:
		return r.Text
	case <-time.After(time.Second):
		c.mu.Lock()
		delete(c.pending, id)
		c.mu.Unlock()
		return ""
	}
}

func (c *Client) answered(r reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if done, ok := c.pending[r.ID]; ok {
		delete(c.pending, r.ID)
		done <- r
	}
}

type Lossy struct {
	mu      sync.Mutex
	next    atomic.Int64
	pending map[int64]chan reply
}

func (c *Lossy) call(conn net.Conn) string {
	id := c.next.Add(1)
	done := make(chan reply, 1)
	c.mu.Lock()
	c.pending[id] = done // want unbounded-map
	c.mu.Unlock()
	json.NewEncoder(conn).Encode(reply{ID: id})
	select {
	case r := <-done:
		return r.Text
	case <-time.After(time.Second):
		return ""
	}
}

func (c *Lossy) answered(r reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if done, ok := c.pending[r.ID]; ok {
		select {
		case done <- r:
		default:
		}
	}
}

var (
	mu    sync.Mutex
	conns = map[net.Conn]time.Time{}
	live  = map[net.Conn]time.Time{}
)

func serve(conn net.Conn, c *Client, l *Lossy) {
	defer conn.Close()
	mu.Lock()
	conns[conn] = time.Now() // want unbounded-map
	live[conn] = time.Now()
	mu.Unlock()
	defer func() {
		mu.Lock()
		delete(live, conn)
		mu.Unlock()
	}()
	in := bufio.NewScanner(conn)
	for in.Scan() {
		var r reply
		if json.Unmarshal(in.Bytes(), &r) != nil {
			return
		}
		c.answered(r)
		l.answered(r)
		go c.call(conn)
		go l.call(conn)
	}
}

func main() {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	c, lossy := &Client{pending: map[int64]chan reply{}}, &Lossy{pending: map[int64]chan reply{}}
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go serve(conn, c, lossy)
	}
}
