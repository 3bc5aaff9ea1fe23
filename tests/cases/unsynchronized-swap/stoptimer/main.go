// A timer replaces a variable while main reads it; that its Stop is deferred does not stop it before main returns.
// race: the timer's function against current; clean: stopped before the read, and deferred in a function whose callers read afterwards.
package main

import (
	"fmt"
	"time"
)

type config struct{ name string }

var (
	current = &config{"first"}
	stopped = &config{"first"}
	after   = &config{"first"}
)

func show() string { return current.name }

func work(end time.Time) (n int) {
	t := time.AfterFunc(time.Millisecond, func() { current = &config{"second"} }) // want unsynchronized-swap
	defer t.Stop()
	for time.Now().Before(end) {
		n += len(show())
	}
	return n
}

func stop() string {
	t := time.AfterFunc(time.Hour, func() { stopped = &config{"second"} })
	t.Stop()
	return stopped.name
}

func deferred() {
	t := time.AfterFunc(time.Hour, func() { after = &config{"second"} })
	defer t.Stop()
}

func main() {
	fmt.Println(work(time.Now().Add(50 * time.Millisecond)))
	fmt.Println(stop())
	deferred()
	fmt.Println(after.name)
}
