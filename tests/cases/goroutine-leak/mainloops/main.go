// The loops of a process, started once by main, its Once and init; a connection's reader that ends with the connection.
// clean: the number of goroutines stays the same over 100 connections.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"sync"
	"time"
)

var ticks = make(chan time.Time)

func init() {
	go func() {
		for {
			time.Sleep(time.Second)
			ticks <- time.Now()
		}
	}()
}

type hub struct {
	once sync.Once
	in   chan string
}

func (h *hub) start() {
	h.once.Do(func() {
		go func() {
			for {
				fmt.Println(<-h.in)
			}
		}()
	})
}

func (h *hub) serve(c net.Conn) {
	h.start()
	lines := make(chan string)
	go func() {
		defer close(lines)
		in := bufio.NewScanner(c)
		for in.Scan() {
			lines <- in.Text()
		}
	}()
	defer c.Close()
	for l := range lines {
		h.in <- l
	}
}

func clock() {
	for t := range ticks {
		log.Print(t.Second())
	}
}

func main() {
	go clock()
	h := &hub{in: make(chan string)}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			log.Print(err)
			return
		}
		go h.serve(c)
	}
}
