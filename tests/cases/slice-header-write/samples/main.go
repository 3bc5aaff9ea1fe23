// Samples of a device as numbers: decode divides the length, window and text are in bounds, quad gives four times too many; two views built as plain headers are read only.
// dangles: quad's last elements lie behind the array (checkptr: "unsafe.Slice result straddles multiple allocations"); clean: the others.
package main

import (
	"fmt"
	"os"
	"unsafe"
)

type sample struct {
	ch  uint16
	val uint16
}

func quad(b []byte) []uint32 {
	if len(b) == 0 {
		return nil
	}
	return unsafe.Slice((*uint32)(unsafe.Pointer(&b[0])), len(b)) // want slice-header-write
}

func decode(b []byte) []sample {
	const size = int(unsafe.Sizeof(sample{}))
	n := len(b) / size
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*sample)(unsafe.Pointer(&b[0])), n)
}

func encode(s []sample) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}

func window(s []sample, from, n int) []sample {
	if from < 0 || n <= 0 || from > len(s)-n {
		return nil
	}
	return unsafe.Slice(&s[from], n)
}

func text(b []byte, end byte) string {
	for i, c := range b {
		if c == end {
			return unsafe.String(unsafe.SliceData(b), i)
		}
	}
	return string(b)
}

type ring struct {
	buf  [16]sample
	head int
}

func (r *ring) next() *sample {
	p := (*sample)(unsafe.Add(unsafe.Pointer(&r.buf), r.head*int(unsafe.Sizeof(r.buf[0]))))
	r.head = (r.head + 1) % len(r.buf)
	return p
}

func (r *ring) tail(n int) []sample {
	n = min(max(n, 0), len(r.buf))
	return unsafe.Slice(&r.buf[0], len(r.buf))[len(r.buf)-n:]
}

func rows(b []byte, width int) (out [][]byte) {
	if width <= 0 {
		return nil
	}
	for off := 0; off+width <= len(b); off += width {
		out = append(out, unsafe.Slice(&b[off], width))
	}
	return out
}

func main() {
	s := []sample{{1, 10}, {2, 20}, {3, 30}}
	b := encode(s)
	r := &ring{}
	for range 20 {
		r.next().val++
	}
	fmt.Println(len(b), decode(b)[2], window(s, 1, 2), window(s, 2, 2) == nil, text([]byte("ab;c"), ';'))
	fmt.Println(len(rows(b, 5)), len(r.tail(99)), r.head)
	for _, name := range os.Args[1:] {
		if b, err := os.ReadFile(name); err == nil {
			fmt.Println(len(quad(b)))
		}
	}
}
