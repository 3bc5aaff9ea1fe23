// Counters of another package, incremented there by a helper that takes their address, and read here plainly.
// race: report while the workers run, DATA RACE at the marked reads; clean: the total after Wait.
package main

import (
	"fmt"
	"packages/meter"
	"sync"
	"time"
)

func report(m *meter.Meter, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(time.Millisecond):
			fmt.Println("events", m.Events) // want mixed-atomic
			if m.Errors > 0 {               // want mixed-atomic
				fmt.Println("errors")
			}
		}
	}
}

func run(jobs int) int64 {
	m := &meter.Meter{}
	m.Events = 0
	stop := make(chan struct{})
	go report(m, stop)
	var wg sync.WaitGroup
	for range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(2 * time.Millisecond)
			m.Event()
			m.Error()
			m.Drop()
		}()
	}
	wg.Wait()
	close(stop)
	return m.Dropped
}

func main() { fmt.Println(run(4)) }
