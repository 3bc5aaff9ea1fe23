// Functions that net/http calls for connections, dials and responses: hooks of a server, a transport, a proxy.
// race: two connections, DATA RACE at each count; clean: totals (locked), listeners (BaseContext is called once), perRequest.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
)

type conns struct {
	open map[net.Conn]http.ConnState

	mu     sync.Mutex
	totals map[http.ConnState]int
}

func (c *conns) track(nc net.Conn, s http.ConnState) {
	if s == http.StateClosed {
		delete(c.open, nc) // want concurrent-map-access
	} else {
		c.open[nc] = s // want concurrent-map-access
	}
	c.mu.Lock()
	c.totals[s]++
	c.mu.Unlock()
}

// perRequest has a proxy, and a map, for each request.
func perRequest(to *url.URL) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sizes := map[string]int64{}
		p := httputil.NewSingleHostReverseProxy(to)
		p.ModifyResponse = func(resp *http.Response) error {
			sizes[resp.Status] += resp.ContentLength
			return nil
		}
		p.ServeHTTP(w, r)
	}
}

func main() {
	to, err := url.Parse("http://localhost:9000")
	if err != nil {
		log.Fatal(err)
	}
	c := &conns{open: map[net.Conn]http.ConnState{}, totals: map[http.ConnState]int{}}
	codes, dials, listeners := map[int]int{}, map[string]int{}, map[string]bool{}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(resp *http.Response) error {
		codes[resp.StatusCode/100]++ // want concurrent-map-access
		return nil
	}
	proxy.Transport = &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			dials[network]++ // want concurrent-map-access
			var d net.Dialer
			return d.DialContext(ctx, network, addr)
		},
	}
	mux := http.NewServeMux()
	mux.Handle("/", proxy)
	mux.HandleFunc("/own", perRequest(to))
	srv := &http.Server{Addr: "localhost:8080", Handler: mux, ConnState: c.track}
	srv.BaseContext = func(l net.Listener) context.Context {
		listeners[l.Addr().String()] = true
		return context.Background()
	}
	log.Fatal(srv.ListenAndServe())
}
