// Methods of generic types of another package as values, which the accept loop calls for each connection.
// leaks: a writer for each connection of Open; clean: Closed, and Once, which serves one connection.
package main

import (
	"log"
	"net"

	"servevalues/hub"
)

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

func first(address string, serve func(net.Conn)) {
	if c, err := net.Dial("tcp", address); err == nil {
		serve(c)
	}
}

func main() {
	open := hub.NewOpen(func(s string) string { return s })
	go open.Run()
	first("localhost:1", hub.Once)
	go accept("localhost:0", hub.NewClosed("welcome").Serve)
	accept("localhost:0", open.Serve)
}
