// A server of its own protocol: requests are decoded from connections in goroutines; keys come out of decoded structs, through channels and methods.
// heap grows: topics, acked; clean: handlers by command, offsets of a fixed number of partitions.
package main

import (
	"encoding/json"
	"log"
	"net"
	"sync"
)

type message struct {
	Command string
	Topic   string
	ID      uint64
	Part    uint8
}

type broker struct {
	mu       sync.Mutex
	topics   map[string][]message
	acked    map[uint64]bool
	offsets  map[uint8]uint64
	handlers map[string]func(message)
	in       chan message
}

func newBroker() *broker {
	b := &broker{topics: map[string][]message{}, acked: map[uint64]bool{}, offsets: map[uint8]uint64{}, handlers: map[string]func(message){}, in: make(chan message, 16)}
	b.handle("publish", b.publish)
	b.handle("ack", b.ack)
	return b
}

func (b *broker) handle(command string, f func(message)) { b.handlers[command] = f }

func (b *broker) publish(m message) {
	b.topics[m.Topic] = append(b.topics[m.Topic], m) // want unbounded-map
	b.offsets[m.Part] = m.ID
}

func (b *broker) ack(m message) {
	b.acked[m.ID] = true // want unbounded-map
}

func (b *broker) run() {
	for m := range b.in {
		if f, ok := b.handlers[m.Command]; ok {
			b.mu.Lock()
			f(m)
			b.mu.Unlock()
		}
	}
}

func (b *broker) serve(conn net.Conn) {
	defer conn.Close()
	d := json.NewDecoder(conn)
	for {
		var m message
		if err := d.Decode(&m); err != nil {
			return
		}
		b.in <- m
	}
}

func main() {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	b := newBroker()
	go b.run()
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go b.serve(conn)
	}
}
