// main, init and Once cannot run more than once: what they fill has the size that it is given.
// heap grows: late, filled by each call of Serve; clean: early, first, once.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

var (
	early  = map[int64]string{}
	first  = map[string]bool{}
	filled = map[int64]bool{}
	mu     sync.Mutex
	late   = map[int64]string{}
	once   sync.Once
)

func init() { early[time.Now().UnixNano()] = "started" }

func fill() { filled[time.Now().Unix()] = true }

func Serve(c net.Conn) {
	defer c.Close()
	once.Do(fill)
	once.Do(func() { filled[time.Now().UnixNano()] = false })
	mu.Lock()
	late[time.Now().UnixNano()] = "served" // want unbounded-map
	mu.Unlock()
	fmt.Fprintln(c, "ok")
}

func main() {
	in := bufio.NewReader(os.Stdin)
	name, _ := in.ReadString('\n')
	first[name] = true
	ln, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go Serve(c)
	}
}
