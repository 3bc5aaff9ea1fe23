// Below go1.22 timers share the variable of the loop that sets them: one fault, of the loop.
// seen: all alarms ring for the last one; clean: Each.
package alarms

import (
	"fmt"
	"time"
)

type alarm struct {
	who  string
	wait time.Duration
}

func All(list []alarm) (set []*time.Timer) {
	for _, a := range list {
		set = append(set, time.AfterFunc(a.wait, func() { fmt.Println("wake up", a.who) })) // want loop-var-address
	}
	return set
}

func Each(list []alarm) (set []*time.Timer) {
	for _, a := range list {
		who := a.who
		set = append(set, time.AfterFunc(a.wait, func() { fmt.Println("wake up", who) }))
	}
	return set
}
