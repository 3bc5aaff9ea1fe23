// Command acceptonce: an accept loop that sync.Once starts: one goroutine for each connection. race: join against
// leave.
package main

import (
	"bufio"
	"log"
	"net"
	"sync"
)

type client struct {
	conn net.Conn
	nick string
}

type chat struct {
	log     *log.Logger
	clients map[net.Conn]*client
}

func (s *chat) add(c net.Conn) *client {
	cl := &client{conn: c, nick: c.RemoteAddr().String()}
	s.clients[c] = cl // want concurrent-map-access
	return cl
}

func (s *chat) remove(c net.Conn) {
	delete(s.clients, c) // want concurrent-map-access
	c.Close()
}

func (s *chat) say(from *client, text string) {
	for c := range s.clients {
		if c != from.conn {
			c.Write([]byte(from.nick + ": " + text + "\n"))
		}
	}
}

func (s *chat) handle(c net.Conn) {
	defer s.remove(c)
	cl := s.add(c)
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		s.say(cl, sc.Text())
	}
}

func (s *chat) listen(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go s.handle(c)
	}
}

func main() {
	l, err := net.Listen("tcp", ":7000")
	if err != nil {
		log.Fatal(err)
	}
	s := &chat{log: log.Default(), clients: map[net.Conn]*client{}}
	var once sync.Once
	once.Do(func() { log.Fatal(s.listen(l)) })
}
