// A chat: each client has a reader and a writer. The writer ranges over a channel that the hub closes when the client leaves; in the other
// hub leaving only forgets the client.
// leaks: each client of mute leaves a writer; clean: chat, whose hub closes send.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
)

type client struct {
	conn net.Conn
	send chan string
}

func (c *client) write() {
	for m := range c.send {
		fmt.Fprintln(c.conn, m)
	}
}

type hub struct {
	join, leave chan *client
	say         chan string
}

func (h *hub) run() {
	clients := map[*client]bool{}
	for {
		select {
		case c := <-h.join:
			clients[c] = true
		case c := <-h.leave:
			delete(clients, c)
			close(c.send)
		case m := <-h.say:
			for c := range clients {
				c.send <- m
			}
		}
	}
}

func (h *hub) serve(conn net.Conn) {
	defer conn.Close()
	c := &client{conn, make(chan string, 8)}
	h.join <- c
	defer func() { h.leave <- c }()
	go c.write()
	in := bufio.NewScanner(conn)
	for in.Scan() {
		h.say <- in.Text()
	}
}

type listener struct {
	conn net.Conn
	send chan string
}

func (l *listener) write() {
	for m := range l.send {
		fmt.Fprintln(l.conn, m)
	}
}

type mute struct {
	join, leave chan *listener
	say         chan string
}

func (h *mute) run() {
	all := map[*listener]bool{}
	for {
		select {
		case l := <-h.join:
			all[l] = true
		case l := <-h.leave:
			delete(all, l)
		case m := <-h.say:
			for l := range all {
				l.send <- m
			}
		}
	}
}

func (h *mute) serve(conn net.Conn) {
	defer conn.Close()
	l := &listener{conn, make(chan string, 8)}
	h.join <- l
	defer func() { h.leave <- l }()
	go l.write() // want goroutine-leak
	in := bufio.NewScanner(conn)
	for in.Scan() {
		h.say <- in.Text()
	}
}

func accept(address string, serve func(net.Conn)) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go serve(c)
	}
}

func main() {
	h := &hub{make(chan *client), make(chan *client), make(chan string)}
	m := &mute{make(chan *listener), make(chan *listener), make(chan string)}
	go h.run()
	go m.run()
	go accept("localhost:0", m.serve)
	accept("localhost:0", h.serve)
}
