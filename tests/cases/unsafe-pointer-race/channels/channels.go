// Pointers that go over channels: one owner at a time; and one that stays behind in a field.
// race: last.
package channels

import "unsafe"

type frame struct{ pix []byte }

type camera struct {
	out  chan unsafe.Pointer
	last unsafe.Pointer // *frame
}

func (c *camera) shoot(n int) {
	for i := 0; i < n; i++ {
		f := unsafe.Pointer(&frame{make([]byte, i)})
		c.last = f // want unsafe-pointer-race
		c.out <- f
	}
	close(c.out)
}

func (c *camera) preview() int {
	if f := (*frame)(c.last); f != nil { // want unsafe-pointer-race
		return len(f.pix)
	}
	return 0
}

func record(n int) (total int) {
	c := &camera{out: make(chan unsafe.Pointer)}
	go c.shoot(n)
	total = c.preview()
	for p := range c.out {
		total += len((*frame)(p).pix)
	}
	return total
}
