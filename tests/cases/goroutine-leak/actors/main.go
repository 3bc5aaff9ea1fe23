// Actors whose mailbox is closed by a shutdown that somebody calls, and one whose shutdown is never called by the program.
// leaks: each order opens a ledger that stays; clean: carts, which checkout closes.
package main

import (
	"fmt"
	"log"
	"net/http"
)

type ledger struct{ entries chan string }

func openLedger() *ledger {
	l := &ledger{entries: make(chan string, 4)}
	go l.run() // want goroutine-leak
	return l
}

func (l *ledger) run() {
	for e := range l.entries {
		fmt.Println(e)
	}
}

// shutdown is for a day that never comes.
func (l *ledger) shutdown() { close(l.entries) }

type cart struct {
	items chan string
	done  chan struct{}
}

func openCart() *cart {
	c := &cart{items: make(chan string, 4), done: make(chan struct{})}
	go c.run()
	return c
}

func (c *cart) run() {
	defer close(c.done)
	for i := range c.items {
		fmt.Println(i)
	}
}

func (c *cart) checkout() {
	close(c.items)
	<-c.done
}

func order(w http.ResponseWriter, r *http.Request) {
	l := openLedger()
	c := openCart()
	defer c.checkout()
	c.items <- r.FormValue("item")
	l.entries <- r.FormValue("item")
}

func main() {
	http.HandleFunc("/order", order)
	log.Fatal(http.ListenAndServe("localhost:0", nil))
}
