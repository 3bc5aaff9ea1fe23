// Decoders and scanners that fill one variable again and again.
// aliases: every key has the last record; clean: a new variable for each document, and a decoder that reads into a map's value.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
)

type record struct {
	ID   string
	Size uint32
}

func unmarshal(docs []string) map[string]*record {
	m := map[string]*record{}
	var r record
	for _, d := range docs {
		if json.Unmarshal([]byte(d), &r) != nil {
			continue
		}
		m[r.ID] = &r // want aliased-map-values
	}
	return m
}

func decodeXML(docs []string) map[int]*record {
	m := map[int]*record{}
	r := new(record)
	for i, d := range docs {
		if err := xml.NewDecoder(strings.NewReader(d)).Decode(r); err == nil {
			m[i] = r // want aliased-map-values
		}
	}
	return m
}

func scan(lines []string) map[string]*record {
	m := map[string]*record{}
	var r record
	for _, l := range lines {
		if _, err := fmt.Sscan(l, &r.ID, &r.Size); err == nil {
			m[r.ID] = &r // want aliased-map-values
		}
	}
	return m
}

func readBinary(b []byte) map[uint32]*uint32 {
	m := map[uint32]*uint32{}
	var v uint32
	in := bytes.NewReader(b)
	for binary.Read(in, binary.BigEndian, &v) == nil {
		m[v] = &v // want aliased-map-values
	}
	return m
}

func unmarshalEach(docs []string) map[string]*record {
	m := map[string]*record{}
	for _, d := range docs {
		var r record
		if json.Unmarshal([]byte(d), &r) == nil {
			m[r.ID] = &r
		}
	}
	return m
}

func merged(docs []string) map[string]record {
	m := map[string]record{}
	var r record
	for _, d := range docs {
		if json.Unmarshal([]byte(d), &r) == nil {
			m[r.ID] = r
		}
	}
	return m
}

func main() {
	docs := []string{`{"ID":"a","Size":1}`, `{"ID":"b","Size":2}`}
	if m := unmarshal(docs); m["a"].ID != "b" {
		panic("unmarshal")
	}
	if m := decodeXML([]string{"<r><ID>a</ID></r>", "<r><ID>b</ID></r>"}); m[0].ID != "b" {
		panic("decodeXML")
	}
	if m := scan([]string{"a 1", "b 2"}); m["a"].ID != "b" {
		panic("scan")
	}
	if m := readBinary([]byte{0, 0, 0, 1, 0, 0, 0, 2}); *m[1] != 2 {
		panic("readBinary")
	}
	if unmarshalEach(docs)["a"].ID != "a" || merged(docs)["a"].Size != 1 {
		panic("clean")
	}
}
