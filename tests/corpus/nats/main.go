// Command nats uses github.com/nats-io/nats-server/v2 as an ordinary program does.
package main

import (
	"fmt"
	"log"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

func main() {
	opts := &server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: "data"}
	s, err := server.NewServer(opts)
	if err != nil {
		log.Fatal(err)
	}
	go s.Start()
	defer s.Shutdown()
	if !s.ReadyForConnections(5 * time.Second) {
		log.Fatal("not ready")
	}
	v, err := s.Varz(&server.VarzOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(v.Version, s.NumClients(), s.ClientURL())
}
