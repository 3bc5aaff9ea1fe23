// Package ensured has actors whose extras are made on first use: before the goroutines start that use them, or in whichever of them comes first.
// race: Actor, clean: Early.
package ensured

import (
	"fmt"
	"time"
)

type extras struct{ timer *time.Timer }

type Actor struct {
	inbox  chan string
	extras *extras
}

func (a *Actor) ensure() *extras {
	if a.extras == nil {
		a.extras = &extras{} // want unsynchronized-swap
	}
	return a.extras
}

func (a *Actor) run() {
	for text := range a.inbox {
		if a.extras != nil {
			fmt.Println(text)
		}
	}
}

func (a *Actor) Send(text string) { a.inbox <- text }

func (a *Actor) Close() { close(a.inbox) }

func (a *Actor) expired() { fmt.Println(a.ensure() != nil) }

func New() *Actor {
	a := &Actor{inbox: make(chan string)}
	go a.run()
	t := time.AfterFunc(time.Second, a.expired)
	a.ensure().timer = t
	return a
}

type Early struct {
	inbox  chan string
	extras *extras
}

func (a *Early) ensure() *extras {
	if a.extras == nil {
		a.extras = &extras{}
	}
	return a.extras
}

func (a *Early) run() {
	for text := range a.inbox {
		if a.extras != nil {
			fmt.Println(text)
		}
	}
}

func (a *Early) Send(text string) { a.inbox <- text }

func (a *Early) Close() { close(a.inbox) }

func (a *Early) expired() { fmt.Println(a.ensure() != nil) }

func NewEarly() *Early {
	a := &Early{inbox: make(chan string)}
	a.ensure()
	go a.run()
	a.extras.timer = time.AfterFunc(time.Second, a.expired)
	return a
}
