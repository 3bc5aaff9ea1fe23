// Two programs of one module: what the one starts in goroutines are its own commands, none of the other's.
// race: reload in the two goroutines of main, DATA RACE; clean: Options.Read of tidy.
package main

import (
	"fmt"
	"os"

	"twoprograms/command"
)

type rates struct{ perSecond int }

type state struct{ rates *rates }

var current = &state{rates: &rates{}}

func (s *state) reload(args []string) {
	s.rates = &rates{perSecond: len(args)} // want unsynchronized-swap
}

var (
	queue = &command.Command{Name: "queue", Run: func(args []string) error {
		current.reload(args)
		return nil
	}}
	front = &command.Command{Name: "front", Run: func(args []string) error {
		current.reload(args)
		fmt.Println(current.rates.perSecond)
		return nil
	}}
)

func main() {
	go queue.Run(os.Args)
	go queue.Run(os.Args)
	if err := front.Run(os.Args); err != nil {
		os.Exit(1)
	}
}
