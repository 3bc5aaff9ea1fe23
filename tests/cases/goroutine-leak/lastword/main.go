// A reader sends messages for as long as there are some, and an error as its last act; the other side leaves with that error, or with one that is not
// the last thing that the reader sends.
// leaks: `lastword warned` shows a goroutine more for each connection; clean: `lastword read`.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"time"
)

var errEmpty = errors.New("an empty line")

func read(conn net.Conn, messages chan<- string, failed chan<- error) {
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			failed <- err
			return
		}
		messages <- line
	}
}

func serve(conn net.Conn) {
	messages := make(chan string)
	failed := make(chan error, 1)
	go read(conn, messages, failed)
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case m := <-messages:
			if m == "quit\n" {
				conn.Close() // the reader fails
			}
		case <-tick.C:
			conn.Close()
		case <-failed:
			conn.Close()
			return
		}
	}
}

// It goes on after an error.
func readOn(conn net.Conn, messages chan<- string, warned chan<- error) {
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if line == "\n" {
			warned <- errEmpty
			continue
		}
		messages <- line
		if err != nil {
			warned <- err
			return
		}
	}
}

func serveStrictly(conn net.Conn) {
	messages := make(chan string)
	warned := make(chan error, 1)
	go readOn(conn, messages, warned) // want goroutine-leak
	for {
		select {
		case <-messages:
		case <-warned:
			conn.Close()
			return
		}
	}
}

func accept(l net.Listener, handle func(net.Conn)) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go handle(conn)
	}
}

func main() {
	if len(os.Args) < 2 {
		return
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	if os.Args[1] == "warned" {
		go accept(l, serveStrictly)
	} else {
		go accept(l, serve)
	}
	for range 20 {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			panic(err)
		}
		fmt.Fprint(c, "hello\n\nquit\n")
		time.Sleep(10 * time.Millisecond)
		c.Close()
	}
	time.Sleep(100 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine())
}
