// Other ways to start a goroutine: WaitGroup.Go, time.AfterFunc, a worker of a channel, a method value; and what is ordered by them.
// race: DATA RACE between the callbacks and main; clean: written before the start, or read after Wait.
package main

import (
	"sync"
	"time"
	"unsafe"
)

type conf struct{ n int }

var (
	timed  unsafe.Pointer
	early  unsafe.Pointer
	joined unsafe.Pointer
)

type server struct {
	cur  unsafe.Pointer
	stop chan struct{}
}

func (s *server) run() {
	for {
		select {
		case <-s.stop:
			return
		default:
			s.cur = unsafe.Pointer(&conf{1}) // want unsafe-pointer-race
		}
	}
}

func (s *server) now() *conf { return (*conf)(s.cur) } // want unsafe-pointer-race

func counted() *conf {
	var wg sync.WaitGroup
	var local unsafe.Pointer
	wg.Go(func() {
		local = unsafe.Pointer(&conf{2}) // want unsafe-pointer-race
	})
	c := (*conf)(local) // want unsafe-pointer-race
	wg.Wait()
	return c
}

func after() *conf {
	done := make(chan bool)
	time.AfterFunc(time.Microsecond, func() {
		timed = unsafe.Pointer(&conf{3}) // want unsafe-pointer-race
		done <- true
	})
	c := (*conf)(timed) // want unsafe-pointer-race
	<-done
	return c
}

func ordered() *conf {
	var wg sync.WaitGroup
	early = unsafe.Pointer(&conf{4})
	wg.Add(1)
	go func() {
		defer wg.Done()
		joined = unsafe.Pointer(&conf{(*conf)(early).n})
	}()
	wg.Wait()
	return (*conf)(joined)
}

func main() {
	s := &server{stop: make(chan struct{})}
	work := s.run
	go work()
	for range 100 {
		s.now()
	}
	close(s.stop)
	counted()
	after()
	if ordered().n != 4 {
		panic("lost")
	}
}
