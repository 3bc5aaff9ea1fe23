// Requests and responses of a client are no server's: they end when the client says so.
// clean: the requests are the caller's own; seen: reading a body that was kept gives "http: read on closed response body".
package clients

import (
	"context"
	"io"
	"net/http"
	"sync"
)

type Client struct {
	mu       sync.Mutex
	requests map[string]*http.Request
	ctxs     map[string]context.Context
	bodies   map[string]io.ReadCloser
	open     map[string]io.ReadCloser
}

func (c *Client) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.requests[r.URL.Host] = r
	c.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

func (c *Client) Follow(ctx context.Context, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ctxs[name] = ctx
}

func (c *Client) Fetch(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bodies[url] = resp.Body // want request-retained
	return nil
}

func (c *Client) Open(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[url] = resp.Body
	return nil
}
