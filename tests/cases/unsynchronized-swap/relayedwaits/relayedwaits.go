// A goroutine waits for a group and tells so by a channel, so that the wait can be given up with a select.
// race: where the channel may tell of somebody else's end, and where the select goes on without it; clean: where it alone tells, and all other ways end the process.
package relayedwaits

import (
	"fmt"
	"os"
	"os/signal"
	"sync"
	"time"
)

type Profiler struct {
	heap, cpu func() error
}

func (p *Profiler) Collect() int {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	defer signal.Stop(signals)
	var wg sync.WaitGroup
	var heapErr, cpuErr error
	if p.heap != nil {
		wg.Add(1)
		go func() {
			defer wg.Done()
			heapErr = p.heap()
		}()
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		cpuErr = p.cpu()
	}()
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		wg.Wait()
	}()
	select {
	case <-ready:
		break
	case <-signals:
		select {
		case <-signals:
			os.Exit(1)
		case <-time.After(time.Second):
			fmt.Println("given up")
			os.Exit(1)
		case <-ready:
			break
		}
	}
	failed := 0
	if heapErr != nil {
		failed++
	}
	if cpuErr != nil {
		failed++
	}
	return failed
}

func (p *Profiler) Hurry(limit time.Duration) error {
	var wg sync.WaitGroup
	var err error
	wg.Add(1)
	go func() {
		defer wg.Done()
		err = p.heap() // want unsynchronized-swap
	}()
	done := make(chan bool, 1)
	go func() {
		wg.Wait()
		done <- true
	}()
	select {
	case <-done:
	case <-time.After(limit):
	}
	return err
}

func (p *Profiler) Count() error {
	var wg sync.WaitGroup
	var err error
	wg.Add(1)
	go func() {
		defer wg.Done()
		err = p.heap()
	}()
	done := make(chan bool, 1)
	go func() {
		wg.Wait()
		done <- true
	}()
	<-done
	return err
}

func (p *Profiler) Either() error {
	var wg sync.WaitGroup
	var err error
	wg.Add(1)
	go func() {
		defer wg.Done()
		err = p.heap() // want unsynchronized-swap
	}()
	done := make(chan bool, 2)
	go func() {
		wg.Wait()
		done <- true
	}()
	go func() {
		fmt.Println(p.cpu())
		done <- true
	}()
	<-done
	return err
}
