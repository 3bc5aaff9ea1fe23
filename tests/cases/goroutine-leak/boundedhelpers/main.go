// Helpers whose goroutines all end: AfterFunc, a pump with both ends watched, a server that Shutdown ends, bounded polling, an actor with a poison message.
// clean: 20 rounds leave none.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

type actor struct {
	box chan func() bool
	wg  sync.WaitGroup
}

func newActor() *actor {
	a := &actor{box: make(chan func() bool)}
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		for f := range a.box {
			if !f() {
				return
			}
		}
	}()
	return a
}

func (a *actor) stop() {
	a.box <- func() bool { return false }
	a.wg.Wait()
}

func pump[T any](ctx context.Context, in <-chan T, f func(T)) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case v, ok := <-in:
				if !ok {
					return
				}
				f(v)
			}
		}
	}()
	return done
}

func poll(tries int, f func() bool) <-chan bool {
	res := make(chan bool, 1)
	go func() {
		for range tries {
			if f() {
				res <- true
				return
			}
			time.Sleep(time.Millisecond)
		}
		res <- false
	}()
	return res
}

func serve(ctx context.Context, l net.Listener) error {
	s := &http.Server{Handler: http.NotFoundHandler()}
	errc := make(chan error, 1)
	go func() { errc <- s.Serve(l) }()
	stop := context.AfterFunc(ctx, func() { s.Shutdown(context.Background()) })
	defer stop()
	if err := <-errc; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func echo(c net.Conn) {
	defer c.Close()
	buf := make([]byte, 512)
	for {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		if _, err := c.Write(buf[:n]); err != nil {
			return
		}
	}
}

func round() {
	ctx, cancel := context.WithCancel(context.Background())
	a := newActor()
	in := make(chan int)
	done := pump(ctx, in, func(n int) { fmt.Println(n) })
	in <- 1
	c1, c2 := net.Pipe()
	go echo(c1)
	go func() {
		defer c2.Close()
		c2.Write([]byte("x"))
		c2.Read(make([]byte, 1))
	}()
	l, err := net.Listen("tcp", "localhost:0")
	if err == nil {
		time.AfterFunc(time.Millisecond, cancel)
		serve(ctx, l)
	}
	cancel()
	<-done
	a.stop()
	<-poll(3, func() bool { return false })
}

func main() {
	for range 20 {
		round()
	}
}
