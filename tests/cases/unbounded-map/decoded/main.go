// Keys out of decoded bodies and of datagrams; types and configuration are bounded.
// heap grows: orders, peers; clean: options, filled from one file and the environment, and codecs by type.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"reflect"
	"sync"
)

type order struct {
	ID    string `json:"id"`
	Total int    `json:"total"`
}

var (
	mu      sync.Mutex
	orders  = map[string]int{}
	peers   = map[string]int{}
	options = map[string]string{}
	codecs  = map[reflect.Type]int{}
)

func post(w http.ResponseWriter, r *http.Request) {
	var o order
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	mu.Lock()
	defer mu.Unlock()
	orders[o.ID] += o.Total // want unbounded-map
	codecs[reflect.TypeOf(o)]++
	fmt.Fprintln(w, "ok")
}

func gossip(c net.PacketConn) {
	buf := make([]byte, 1500)
	for {
		_, addr, err := c.ReadFrom(buf)
		if err != nil {
			return
		}
		mu.Lock()
		peers[addr.String()]++ // want unbounded-map
		mu.Unlock()
	}
}

func configure() {
	for _, name := range []string{"HOME", "USER"} {
		options[os.Getenv(name)] = name
	}
	data, err := os.ReadFile("options.json")
	if err != nil {
		return
	}
	var list []order
	if json.Unmarshal(data, &list) == nil {
		for _, o := range list {
			options[o.ID] = "file"
		}
	}
}

func main() {
	configure()
	c, err := net.ListenPacket("udp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	go gossip(c)
	http.HandleFunc("/order", post)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
