// Goroutines of connections: what reads ends with the connection, a heartbeat without a way out does not.
// leaks: Serve leaves a heartbeat for each connection, Ignore a reader that skips errors; clean: the readers, Watched.
package sessions

import (
	"bufio"
	"io"
	"log"
	"net"
	"time"
)

func Serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go handle(conn)
	}
}

func handle(conn net.Conn) {
	defer conn.Close()
	go func() { // want goroutine-leak
		for {
			time.Sleep(time.Millisecond)
			conn.Write([]byte("ping"))
		}
	}()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		log.Print(lines.Text())
	}
}

func ServeWatched(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go watched(conn)
	}
}

func watched(conn net.Conn) {
	defer conn.Close()
	gone := make(chan struct{})
	defer close(gone)
	go func() {
		for {
			select {
			case <-gone:
				return
			case <-time.After(time.Millisecond):
				conn.Write([]byte("ping"))
			}
		}
	}()
	io.Copy(io.Discard, conn)
}

// Until ends at the first error of a write.
func Until(w io.Writer) {
	go func() {
		for {
			if _, err := w.Write([]byte("ping")); err != nil {
				return
			}
		}
	}()
}

// Ignore goes on whatever the read says.
func Ignore(r io.Reader, f func([]byte)) {
	buf := make([]byte, 64)
	go func() { // want goroutine-leak
		for {
			n, err := r.Read(buf)
			if err != nil {
				time.Sleep(time.Millisecond)
			}
			f(buf[:n])
		}
	}()
}

// Background runs until the listener is closed.
func Background(l net.Listener, serve func(net.Listener) error) {
	go serve(l)
	go func() { log.Print(Serve(l)) }()
}
