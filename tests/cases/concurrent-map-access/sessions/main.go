// A chat server of its own: an accept loop starts a goroutine for each connection, which enters itself in a map of the server.
// race: two connections, DATA RACE and fatal error at the insert; clean: rooms, which has its lock.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"sync"
)

type server struct {
	clients map[string]net.Conn
	roomsMu sync.Mutex
	rooms   map[string]int
}

func (s *server) handle(c net.Conn) {
	defer c.Close()
	name := c.RemoteAddr().String()
	s.clients[name] = c // want concurrent-map-access
	defer s.leave(name)
	in := bufio.NewScanner(c)
	for in.Scan() {
		s.enter(in.Text())
		fmt.Fprintln(c, "ok")
	}
}

func (s *server) leave(name string) {
	delete(s.clients, name) // want concurrent-map-access
}

func (s *server) enter(room string) {
	s.roomsMu.Lock()
	defer s.roomsMu.Unlock()
	s.rooms[room]++ // want unbounded-map
}

func main() {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	s := &server{clients: map[string]net.Conn{}, rooms: map[string]int{}}
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go s.handle(c)
	}
}
