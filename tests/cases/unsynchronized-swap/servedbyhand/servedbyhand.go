// Package servedbyhand makes handlers around a call, and serves one request with each, or leaves them to a server.
// race: Serve, clean: Client.Do.
package servedbyhand

import (
	"net/http"
	"net/http/httptest"
	"time"
)

type Client struct {
	middleware func(http.Handler) http.Handler
	client     http.Client
}

// Do sends the request through the middleware: err is set before ServeHTTP comes back.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	var err error
	h := c.middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, e := c.client.Do(r)
		if e != nil {
			err = e
			return
		}
		resp.Body.Close()
		w.WriteHeader(resp.StatusCode)
	}))
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	if err != nil {
		return nil, err
	}
	return rec.Result(), nil
}

// Limited goes on when the time is over, and leaves the handler behind.
func (c *Client) Limited(req *http.Request) error {
	var err error
	h := http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, e := c.client.Do(r); e != nil {
			err = e // want unsynchronized-swap
		}
	}), time.Second, "late")
	h.ServeHTTP(httptest.NewRecorder(), req)
	return err
}

// Serve has one variable for all requests.
func (c *Client) Serve(addr string) error {
	var err error
	h := c.middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, e := c.client.Do(r); e != nil {
			err = e // want unsynchronized-swap
		}
	}))
	if e := http.ListenAndServe(addr, h); e != nil {
		return e
	}
	return err
}
