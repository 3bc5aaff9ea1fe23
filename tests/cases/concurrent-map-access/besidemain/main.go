// Command besidemain: main deletes from the map of the object that its goroutine fills. race: main against write.
package main

import "time"

type client struct{ acks map[int]bool }

func (c *client) write() {
	for i := 0; ; i++ {
		c.acks[i%5] = true // want concurrent-map-access
	}
}

func main() {
	c := &client{acks: map[int]bool{}}
	go c.write()
	for {
		delete(c.acks, 3) // want concurrent-map-access
		time.Sleep(1)
	}
}
