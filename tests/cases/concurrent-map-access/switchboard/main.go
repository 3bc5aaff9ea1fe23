// A connection table: the accept loop starts a goroutine per connection; register is locked, the goodbye is not.
// race: DATA RACE between the delete and the locked insert; clean: broadcast, stats kept by the accept loop alone.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"sync"
)

type board struct {
	mu    sync.Mutex
	conns map[string]net.Conn
	perIP map[string]int // of the accept loop
}

func (b *board) register(c net.Conn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conns[c.RemoteAddr().String()] = c
}

func (b *board) broadcast(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.conns {
		fmt.Fprintln(c, line)
	}
}

func (b *board) serve(c net.Conn) {
	defer c.Close()
	b.register(c)
	defer delete(b.conns, c.RemoteAddr().String()) // want concurrent-map-access
	in := bufio.NewScanner(c)
	for in.Scan() {
		b.broadcast(in.Text())
	}
}

func (b *board) accept(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		host, _, _ := net.SplitHostPort(c.RemoteAddr().String())
		if host == "127.0.0.1" || host == "::1" {
			b.perIP["local"]++
		} else {
			b.perIP["remote"]++
		}
		if b.perIP["local"] > 1000 {
			c.Close()
			continue
		}
		go b.serve(c)
	}
}

func main() {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	b := &board{conns: map[string]net.Conn{}, perIP: map[string]int{}}
	log.Fatal(b.accept(l))
}
