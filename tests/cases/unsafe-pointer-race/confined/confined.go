// Each goroutine has an object of its own: methods that touch its pointer run in many goroutines, and never on one object at once.
// clean: with -race.
package confined

import "unsafe"

type cursor struct{ at unsafe.Pointer } // *int

func (c *cursor) move(p *int) { c.at = unsafe.Pointer(p) }

func (c *cursor) value() int { return *(*int)(c.at) }

func sum(parts [][]int) int {
	totals := make(chan int)
	for _, part := range parts {
		go func() {
			var c cursor
			n := 0
			for i := range part {
				c.move(&part[i])
				n += c.value()
			}
			totals <- n
		}()
	}
	n := 0
	for range parts {
		n += <-totals
	}
	return n
}

type shared struct{ at unsafe.Pointer } // *int

func (s *shared) move(p *int) {
	s.at = unsafe.Pointer(p) // want unsafe-pointer-race
}

func (s *shared) value() int {
	return *(*int)(s.at) // want unsafe-pointer-race
}

func race(xs []int) int {
	s := &shared{unsafe.Pointer(&xs[0])}
	go s.move(&xs[1])
	return s.value()
}
