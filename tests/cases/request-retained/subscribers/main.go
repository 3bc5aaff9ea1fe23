// Connections in maps below a map, by topic: each leaves all of them before it is closed, or none.
// seen: after a client of serveForgetful has gone, a message is written to a closed connection; clean: serve.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"sync"
)

type topics struct {
	mu   sync.Mutex
	subs map[string]map[net.Conn]bool
	kept map[string]map[net.Conn]bool
}

func (t *topics) subscribe(name string, c net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.subs[name]
	if m == nil {
		m = map[net.Conn]bool{}
		t.subs[name] = m
	}
	m[c] = true
}

func (t *topics) leave(c net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, m := range t.subs {
		delete(m, c)
		if len(m) == 0 {
			delete(t.subs, name)
		}
	}
}

func (t *topics) keep(name string, c net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.kept[name]
	if m == nil {
		m = map[net.Conn]bool{}
		t.kept[name] = m
	}
	m[c] = true // want request-retained
}

func (t *topics) publish(name, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for c := range t.subs[name] {
		fmt.Fprintln(c, text)
	}
	for c := range t.kept[name] {
		fmt.Fprintln(c, text)
	}
}

func (t *topics) serve(c net.Conn) {
	defer c.Close()
	defer t.leave(c)
	in := bufio.NewScanner(c)
	for in.Scan() {
		t.subscribe(in.Text(), c)
		t.publish(in.Text(), "one more")
	}
}

func (t *topics) serveForgetful(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	for in.Scan() {
		t.keep(in.Text(), c)
	}
}

func main() {
	l, err := net.Listen("tcp", "localhost:7100")
	if err != nil {
		log.Fatal(err)
	}
	t := &topics{subs: map[string]map[net.Conn]bool{}, kept: map[string]map[net.Conn]bool{}}
	for n := 0; ; n++ {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		if n%2 == 0 {
			go t.serve(c)
		} else {
			go t.serveForgetful(c)
		}
	}
}
