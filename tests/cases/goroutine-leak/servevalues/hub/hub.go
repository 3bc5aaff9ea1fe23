// Package hub has what its importer serves connections with: methods of generic types, passed as values.
package hub

import (
	"bufio"
	"fmt"
	"net"
)

type Member[M any] struct {
	conn net.Conn
	send chan M
}

func (m *Member[M]) write() {
	for x := range m.send {
		fmt.Fprintln(m.conn, x)
	}
}

type Open[M any] struct {
	join, leave chan *Member[M]
	say         chan M
	read        func(string) M
}

func NewOpen[M any](read func(string) M) *Open[M] {
	return &Open[M]{make(chan *Member[M]), make(chan *Member[M]), make(chan M), read}
}

func (h *Open[M]) Run() {
	all := map[*Member[M]]bool{}
	for {
		select {
		case m := <-h.join:
			all[m] = true
		case m := <-h.leave:
			delete(all, m)
		case x := <-h.say:
			for m := range all {
				m.send <- x
			}
		}
	}
}

func (h *Open[M]) Serve(conn net.Conn) {
	defer conn.Close()
	m := &Member[M]{conn, make(chan M, 8)}
	h.join <- m
	defer func() { h.leave <- m }()
	go m.write() // want goroutine-leak
	for in := bufio.NewScanner(conn); in.Scan(); {
		h.say <- h.read(in.Text())
	}
}

// Once is run by its importer, for one connection.
func Once(conn net.Conn) {
	never := make(chan int)
	go func() { fmt.Fprintln(conn, <-never) }()
}

type Guest[M any] struct {
	conn net.Conn
	send chan M
}

func (g *Guest[M]) write() {
	for x := range g.send {
		fmt.Fprintln(g.conn, x)
	}
}

// Closed closes the channel of who leaves.
type Closed[M any] struct{ greeting M }

func NewClosed[M any](greeting M) *Closed[M] { return &Closed[M]{greeting} }

func (h *Closed[M]) Serve(conn net.Conn) {
	defer conn.Close()
	g := &Guest[M]{conn, make(chan M, 8)}
	defer close(g.send)
	go g.write()
	for in := bufio.NewScanner(conn); in.Scan(); {
		g.send <- h.greeting
	}
}
