// A daemon that numbers its tickets: a history that only grows, one that is replaced each day, one whose tickets are closed.
// grows: one entry per ticket; clean: today, open, the names of a configuration file.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"time"
)

type ticket struct {
	id   int
	text string
}

type desk struct {
	next    int
	history map[int]ticket
	open    map[int]*ticket
	today   map[int]time.Time
	day     int
	agents  map[string]int
}

func (d *desk) readAgents(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	for in.Scan() {
		d.agents[in.Text()] = len(d.agents)
	}
	return in.Err()
}

func (d *desk) add(text string) int {
	d.next++
	t := ticket{d.next, text}
	d.history[t.id] = t // want unbounded-map
	d.open[t.id] = &t
	now := time.Now()
	if now.YearDay() != d.day {
		d.day = now.YearDay()
		d.today = map[int]time.Time{}
	}
	d.today[t.id] = now
	return t.id
}

func (d *desk) close(id int) bool {
	_, ok := d.open[id]
	delete(d.open, id)
	return ok
}

func (d *desk) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	for in.Scan() {
		id := d.add(in.Text())
		fmt.Fprintln(c, id, d.close(id), len(d.history))
	}
}

func main() {
	d := &desk{history: map[int]ticket{}, open: map[int]*ticket{}, agents: map[string]int{}, today: map[int]time.Time{}}
	if err := d.readAgents("agents.txt"); err != nil {
		log.Print(err)
	}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		d.serve(c)
	}
}
