// Per-connection goroutines of a TCP server: reader and writer end with the connection; heartbeat ends by context; the relay pair ends as one.
// clean: after all clients have gone no goroutine stays.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"runtime"
	"sync"
	"time"
)

type session struct {
	conn net.Conn
	out  chan string
}

func (s *session) write() {
	for line := range s.out {
		if _, err := fmt.Fprintln(s.conn, line); err != nil {
			for range s.out {
			}
			return
		}
	}
}

func (s *session) serve(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer s.conn.Close()
	var wg sync.WaitGroup
	wg.Go(s.write)
	beat := make(chan struct{})
	go func() {
		defer close(beat)
		heartbeat(ctx, s.out)
	}()
	in := bufio.NewScanner(s.conn)
	for in.Scan() {
		s.out <- "echo " + in.Text()
	}
	cancel()
	<-beat
	close(s.out)
	wg.Wait()
}

func heartbeat(ctx context.Context, out chan<- string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
		select {
		case out <- "ping":
		case <-ctx.Done():
			return
		}
	}
}

// relay copies both ways until one side is done.
func relay(a, b net.Conn) {
	done := make(chan struct{}, 2)
	cp := func(dst, src net.Conn) {
		io.Copy(dst, src)
		done <- struct{}{}
	}
	go cp(a, b)
	go cp(b, a)
	<-done
	a.Close()
	b.Close()
	<-done
}

func accept(ctx context.Context, l net.Listener) {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go (&session{c, make(chan string, 1)}).serve(ctx)
	}
}

func client(addr string) string {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		log.Fatal(err)
	}
	x, y := net.Pipe()
	go relay(y, c)
	defer x.Close()
	fmt.Fprintln(x, "hello")
	line, _ := bufio.NewReader(x).ReadString('\n')
	return line
}

func main() {
	before := runtime.NumGoroutine()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go accept(ctx, l)
	n := 0
	for range 5 {
		n += len(client(l.Addr().String()))
	}
	cancel()
	time.Sleep(100 * time.Millisecond)
	fmt.Println(n, runtime.NumGoroutine() <= before)
}
