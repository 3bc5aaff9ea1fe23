// A helper that closes what it is given where it fails, and tells its caller so; and one that closes it in any case.
// seen: "use of closed network connection" for the entries of Probe; clean: Dial, which has returned where the connection is closed.
package failures

import (
	"errors"
	"io"
	"net"
	"sync"
)

var (
	mu     sync.Mutex
	kept   = map[string]net.Conn{}
	probed = map[string]net.Conn{}
)

func Dial(address string) (net.Conn, error) {
	handshake := func(c net.Conn) (int, error) {
		n, err := c.Write([]byte("hello"))
		if err != nil {
			c.Close()
			return 0, err
		}
		if n != 5 {
			c.Close()
			return 0, errors.New("short")
		}
		return n, nil
	}
	c, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	if _, err := handshake(c); err != nil {
		return nil, err
	}
	mu.Lock()
	defer mu.Unlock()
	kept[address] = c
	return c, nil
}

func probe(c net.Conn) error {
	_, err := io.WriteString(c, "ping")
	return errors.Join(err, c.Close())
}

func Probe(address string) error {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	if err := probe(c); err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	probed[address] = c // want request-retained
	return nil
}
