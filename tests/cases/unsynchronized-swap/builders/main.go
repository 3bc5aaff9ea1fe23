// Command builders tells a framework what to call: it calls that later, in an order of its own; and a helper that calls at once.
// race: direct, clean: log.
package main

import (
	"os"
	"time"

	"example.org/lib"

	"builders/direct"
	"builders/log"
)

func show() {
	go func() {
		for {
			log.Print("still here")
			time.Sleep(time.Second)
		}
	}()
}

func watch(int) {
	go func() {
		for {
			direct.Print("still here")
			time.Sleep(time.Second)
		}
	}()
}

func main() {
	c := lib.New().
		WithDisplay(show).
		WithInitializer(func() { log.Set(&log.Logger{Out: os.Stdout}) })
	c.Run()
	lib.Each(1, watch)
	lib.Each(1, func(int) { direct.Set(&direct.Logger{Out: os.Stdout}) })
}
