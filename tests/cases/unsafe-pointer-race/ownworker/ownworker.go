// A method that starts a goroutine with its own object, and goes on with it; another that only works with an object that nobody else has.
// race: Run reads while the goroutine writes; clean: Fill, and what Run does when the goroutine has ended.
package main

import (
	"fmt"
	"unsafe"
)

type conf struct{ name string }

type worker struct{ cur, own unsafe.Pointer }

func (w *worker) Run() string {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 10 {
			w.cur = unsafe.Pointer(&conf{"x"}) // want unsafe-pointer-race
		}
	}()
	if (*conf)(w.cur) != nil { // want unsafe-pointer-race
		fmt.Println("early")
	}
	<-done
	return (*conf)(w.cur).name
}

func (w *worker) Fill() string {
	w.own = unsafe.Pointer(&conf{"y"})
	return (*conf)(w.own).name
}

func main() {
	fmt.Println((&worker{}).Run(), (&worker{}).Fill())
}
