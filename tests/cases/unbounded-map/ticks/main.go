// A program that runs as long as its ticker: what it keeps for each packet that it sends must go with the answer.
// heap grows: sentAt; clean: pending, which ack empties.
package main

import (
	"encoding/json"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

type packet struct {
	Seq  uint64
	Body string
}

type sender struct {
	mu      sync.Mutex
	seq     atomic.Uint64
	pending map[uint64]packet
	sentAt  map[uint64]time.Time
	conn    net.Conn
}

func (s *sender) send(body string) error {
	p := packet{Seq: s.seq.Add(1), Body: body}
	s.mu.Lock()
	s.pending[p.Seq] = p
	s.sentAt[p.Seq] = time.Now() // want unbounded-map
	s.mu.Unlock()
	return json.NewEncoder(s.conn).Encode(p)
}

func (s *sender) ack(seq uint64) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pending, seq)
	return time.Since(s.sentAt[seq])
}

func (s *sender) acks() {
	dec := json.NewDecoder(s.conn)
	for {
		var p packet
		if err := dec.Decode(&p); err != nil {
			return
		}
		log.Print(s.ack(p.Seq))
	}
}

func main() {
	c, err := net.Dial("tcp", "localhost:7004")
	if err != nil {
		log.Fatal(err)
	}
	s := &sender{pending: map[uint64]packet{}, sentAt: map[uint64]time.Time{}, conn: c}
	go s.acks()
	for range time.Tick(time.Second) {
		if err := s.send("ping"); err != nil {
			log.Fatal(err)
		}
	}
}
