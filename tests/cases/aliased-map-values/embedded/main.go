// The address of an embedded part of one variable, which is read into for each key.
// aliases: both entries of parts are one object; clean: partsEach.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

type point struct{ x, y int }

type record struct {
	point
	Key int32
}

func parts(in io.Reader) map[int]*point {
	out := map[int]*point{}
	var r record
	for binary.Read(in, binary.LittleEndian, &r.Key) == nil {
		r.x++
		out[int(r.Key)] = &r.point // want aliased-map-values
	}
	return out
}

func partsEach(in io.Reader) map[int]*point {
	out := map[int]*point{}
	for {
		var r record
		if binary.Read(in, binary.LittleEndian, &r.Key) != nil {
			return out
		}
		r.x++
		out[int(r.Key)] = &r.point
	}
}

// The part is not written, only its neighbour.
func origin(in io.Reader) map[int]*point {
	out := map[int]*point{}
	var r record
	for binary.Read(in, binary.LittleEndian, &r.Key) == nil {
		out[int(r.Key)] = &r.point
	}
	return out
}

func main() {
	raw := []byte{1, 0, 0, 0, 2, 0, 0, 0}
	a, b, c := parts(bytes.NewReader(raw)), partsEach(bytes.NewReader(raw)), origin(bytes.NewReader(raw))
	fmt.Println(a[1] == a[2], b[1] == b[2], c[1] == c[2])
}
