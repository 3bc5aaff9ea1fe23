// Locals of main that it serves with: the accept loop fills one that nothing empties, and one that a handler's end empties.
// heap grows: one entry for each connection; clean: open, which close deletes from, and the map of one connection.
package main

import (
	"bufio"
	"log"
	"net"
	"sync"
)

func talk(c net.Conn, done func()) {
	defer done()
	defer c.Close()
	words := map[string]int{}
	in := bufio.NewScanner(c)
	for in.Scan() {
		words[in.Text()]++
	}
}

func main() {
	ln, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	var mu sync.Mutex
	seen := map[string]int{}
	open := map[net.Conn]bool{}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		mu.Lock()
		seen[c.RemoteAddr().String()]++ // want unbounded-map
		open[c] = true
		mu.Unlock()
		go talk(c, func() {
			mu.Lock()
			defer mu.Unlock()
			delete(open, c)
		})
	}
}
