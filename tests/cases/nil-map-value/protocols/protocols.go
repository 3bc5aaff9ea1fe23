// Keys that a connection sends: a byte of a buffer, a number that is decoded, an element of a document, two names in one key.
// panics: any frame or element that nobody handles; clean: the arguments alone, and checked frames.
package main

import (
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"os"
)

type handler func(body []byte) error

type frame struct {
	kind uint16
	id   uint32
}

type route struct{ from, to string }

type flight struct{ seats int }

type server struct {
	byTag  map[byte]handler
	byKind map[uint16]handler
	start  map[string]func(xml.StartElement)
	routes map[route]*flight
	peers  map[string]*peer
}

type peer struct{ conn net.Conn }

func (s *server) tags(c net.Conn) error {
	buf := make([]byte, 64)
	n, err := c.Read(buf)
	if err != nil || n == 0 {
		return err
	}
	if h, ok := s.byTag[buf[0]]; ok {
		return h(buf[1:n])
	}
	return s.byTag[buf[0]&0x7f](buf[1:n]) // want nil-map-value
}

func (s *server) frames(in io.Reader) error {
	var f frame
	if err := binary.Read(in, binary.BigEndian, &f.kind); err != nil {
		return err
	}
	return s.byKind[f.kind](nil) // want nil-map-value
}

func (s *server) header(in io.Reader) error {
	var b [6]byte
	if _, err := io.ReadFull(in, b[:]); err != nil {
		return err
	}
	h := s.byKind[binary.BigEndian.Uint16(b[:])]
	return h(b[2:]) // want nil-map-value
}

func (s *server) headerChecked(in io.Reader) error {
	var b [6]byte
	if _, err := io.ReadFull(in, b[:]); err != nil {
		return err
	}
	h := s.byKind[binary.BigEndian.Uint16(b[:])]
	if h == nil {
		return io.ErrUnexpectedEOF
	}
	return h(b[2:])
}

func (s *server) forward(c net.Conn) error {
	buf := make([]byte, 64)
	n, err := c.Read(buf)
	if err != nil {
		return err
	}
	_, err = s.peers[string(buf[:n])].conn.Write(buf[:n]) // want nil-map-value
	return err
}

func (s *server) elements(d *xml.Decoder) error {
	for {
		t, err := d.Token()
		if err != nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			s.start[e.Name.Local](e) // want nil-map-value
		case xml.EndElement:
			if f := s.start[e.Name.Local]; f != nil {
				f(xml.StartElement{})
			}
		}
	}
}

func (s *server) book(from, to string) int {
	f := s.routes[route{from: from, to: to}]
	f.seats-- // want nil-map-value
	return f.seats
}

func (s *server) free(from, to string) int {
	f, ok := s.routes[route{from, to}]
	if !ok {
		return 0
	}
	return f.seats
}

func main() {
	s := &server{}
	fmt.Println(s.headerChecked(os.Stdin))
	if len(os.Args) > 2 {
		fmt.Println(s.free(os.Args[1], os.Args[2]), s.book(os.Args[1], os.Args[2]))
		fmt.Println(s.header(os.Stdin), s.frames(os.Stdin), s.elements(xml.NewDecoder(os.Stdin)))
		if c, err := net.Dial("tcp", os.Args[1]); err == nil {
			fmt.Println(s.tags(c), s.forward(c))
		}
	}
}
