// Callbacks of clients and configurations: of one that is made for a single use it is called for that, of one that is handed out for every connection.
// race: two requests by the client that Watched gives dial at once, and both set the count; clean: Ask and ServerName use up what they make.
package oneuse

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
)

// Ask sends one request over a socket, and says how many bytes came, and whether it was connected at all.
func Ask(socket, query string) (int64, bool, error) {
	var conn net.Conn
	var failed error
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			conn, failed = net.Dial("unix", socket)
			return conn, failed
		},
	}}
	res, err := client.Get("http://socket/" + query)
	if err != nil {
		return 0, conn != nil, err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	return n, conn != nil && failed == nil, err
}

// ServerName reads the first message of a connection only.
func ServerName(ctx context.Context, c net.Conn) (string, error) {
	var hello *tls.ClientHelloInfo
	err := tls.Server(c, &tls.Config{
		GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			hello = h
			return nil, io.EOF
		},
	}).HandshakeContext(ctx)
	if hello != nil {
		return hello.ServerName, nil
	}
	return "", err
}

// Watched is a client for all requests of its owner.
func Watched(socket string) (*http.Client, func() net.Conn) {
	var last net.Conn
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			c, err := net.Dial("unix", socket)
			last = c // want unsynchronized-swap
			return c, err
		},
	}}
	return client, func() net.Conn { return last }
}
