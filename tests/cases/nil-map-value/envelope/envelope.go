// Messages that are decoded from a connection and handed on by value: a field of them is the key.
// panics: an acknowledgement of a number that is not awaited, and a progress note for one (nil pointer dereference); clean: cancel, who asks before, and the program's own.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
)

type packet struct {
	Kind   string `json:"kind"`
	Serial uint32 `json:"serial"`
	Share  int    `json:"share"`
}

type transfer struct {
	name  string
	share int
	done  chan struct{}
}

type session struct {
	running map[uint32]*transfer
	resumed map[uint32]*transfer
	next    uint32
}

func (s *session) acknowledge(p packet) {
	t := s.running[p.Serial]
	delete(s.running, p.Serial)
	close(t.done) // want nil-map-value
}

func (s *session) progress(p packet) {
	if p.Share > 100 {
		p.Share = 100
	}
	note(&p)
	s.running[p.Serial].share = p.Share // want nil-map-value
}

func note(p *packet) { log.Println(p.Kind, p.Serial) }

func (s *session) cancel(p packet) {
	if t := s.running[p.Serial]; t != nil {
		delete(s.running, p.Serial)
		close(t.done)
	}
}

// resume is only called for what there is.
func (s *session) resume(p packet) {
	t := s.resumed[p.Serial]
	log.Println("resumed", t.name) // want-possible nil-map-value
}

func (s *session) runs(p packet) bool { return s.running[p.Serial] != nil }

// finish is only called for what runs.
func (s *session) finish(p packet) {
	t := s.running[p.Serial]
	t.share = 100 // want-possible nil-map-value
	delete(s.running, p.Serial)
}

// pause asks about the whole.
func (s *session) pause(p packet) {
	if !s.runs(p) {
		return
	}
	s.running[p.Serial].share = 0 // want-possible nil-map-value
}

func (s *session) begin(name string) *transfer {
	s.next++
	t := &transfer{name: name, done: make(chan struct{})}
	s.running[s.next] = t
	return t
}

func (s *session) read(in io.Reader) error {
	dec := json.NewDecoder(in)
	for {
		var p packet
		if err := dec.Decode(&p); err != nil {
			return err
		}
		switch p.Kind {
		case "ack":
			s.acknowledge(p)
		case "progress":
			s.progress(p)
		case "cancel":
			s.cancel(p)
		case "finish":
			if !s.runs(p) {
				continue
			}
			s.finish(p)
		case "pause":
			s.pause(p)
		case "resume":
			if _, ok := s.resumed[p.Serial]; !ok {
				return fmt.Errorf("nothing to resume under %d", p.Serial)
			}
			s.resume(p)
		}
	}
}

// resumeAll has entered what it goes through.
func (s *session) resumeAll(in io.Reader) error {
	var all []packet
	if err := json.NewDecoder(in).Decode(&all); err != nil {
		return err
	}
	for _, p := range all {
		s.resumed[p.Serial] = &transfer{name: p.Kind}
	}
	for _, p := range all {
		s.again(p)
	}
	return nil
}

func (s *session) again(p packet) {
	log.Println("again", s.resumed[p.Serial].name) // want-possible nil-map-value
}

func main() {
	conn, err := net.Dial("tcp", "localhost:8102")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	s := &session{running: make(map[uint32]*transfer), resumed: make(map[uint32]*transfer)}
	s.resumed[1] = &transfer{name: "old"}
	s.begin("first")
	if err := s.resumeAll(conn); err != nil {
		log.Fatal(err)
	}
	log.Print(s.read(conn))
}
