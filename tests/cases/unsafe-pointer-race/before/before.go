// Accesses before the goroutine starts, and by it alone.
// clean: with -race.
package before

import "unsafe"

type input struct{ lines []string }

type reader struct {
	in  unsafe.Pointer // *input
	out chan string
}

func (r *reader) open(lines []string) {
	r.in = unsafe.Pointer(&input{lines})
	go r.loop()
}

func (r *reader) loop() {
	defer close(r.out)
	for _, l := range (*input)(r.in).lines {
		r.out <- l
	}
}

type racer struct {
	in  unsafe.Pointer // *input
	out chan string
}

func (r *racer) open(lines []string) {
	go r.loop()
	r.in = unsafe.Pointer(&input{lines}) // want unsafe-pointer-race
}

func (r *racer) loop() {
	defer close(r.out)
	if in := (*input)(r.in); in != nil { // want unsafe-pointer-race
		for _, l := range in.lines {
			r.out <- l
		}
	}
}
