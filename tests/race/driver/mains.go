//go:build go1.24

// The driver for programs: main runs in a goroutine, and whatever it listens on or registers gets requests.
package driver

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestDriveMain(t *testing.T) {
	if driven.main == nil {
		t.Skip("no program")
	}
	os.Args = os.Args[:1]
	go driven.main()
	time.Sleep(200 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	var all sync.WaitGroup
	for n := range 8 {
		m := &maker{rand: rand.New(rand.NewSource(int64(n))), ctx: ctx}
		for range 2 * len(driven.strings) {
			r := m.request()
			all.Go(func() {
				defer func() { recover() }()
				http.DefaultServeMux.ServeHTTP(httptest.NewRecorder(), r)
			})
		}
		for _, address := range listening() {
			all.Go(func() {
				if c, err := net.DialTimeout("tcp", address, time.Second); err == nil {
					c.SetDeadline(time.Now().Add(300 * time.Millisecond))
					fmt.Fprint(c, strings.Repeat("k 1\nj 2\n", 4))
					io.Copy(io.Discard, c)
					c.Close()
				}
			})
			for range 2 * len(driven.strings) {
				r := m.request()
				all.Go(func() {
					r, err := http.NewRequestWithContext(ctx, r.Method, "http://"+address+r.URL.RequestURI(), nil)
					if err != nil {
						return
					}
					if answer, err := (&http.Client{Timeout: 300 * time.Millisecond}).Do(r); err == nil {
						answer.Body.Close()
					}
				})
			}
		}
	}
	all.Wait()
}

// listening: the TCP addresses that this process listens on.
func listening() (out []string) {
	sockets := map[string]bool{}
	files, _ := os.ReadDir("/proc/self/fd")
	for _, f := range files {
		if to, err := os.Readlink("/proc/self/fd/" + f.Name()); err == nil {
			sockets[strings.TrimSuffix(strings.TrimPrefix(to, "socket:["), "]")] = true
		}
	}
	for _, table := range []string{"/proc/self/net/tcp", "/proc/self/net/tcp6"} {
		text, _ := os.ReadFile(table)
		for _, line := range strings.Split(string(text), "\n")[1:] {
			f := strings.Fields(line)
			if len(f) < 10 || f[3] != "0A" || !sockets[f[9]] {
				continue
			}
			_, port, _ := strings.Cut(f[1], ":")
			if b, err := hex.DecodeString(port); err == nil && len(b) == 2 {
				out = append(out, net.JoinHostPort("localhost", strconv.Itoa(int(b[0])<<8|int(b[1]))))
			}
		}
	}
	return out
}
