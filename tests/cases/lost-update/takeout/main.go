// An entry of a sync.Map is taken out, changed and put in again: who comes in between finds none, and starts anew.
// lost: two goroutines that run charge leave one charge; clean: drain only takes out, rename stores under another key.
package main

import (
	"fmt"
	"sync"
)

type accounts struct{ open sync.Map }

func (a *accounts) charge(id string, cents int) {
	v, _ := a.open.LoadAndDelete(id)
	sum, _ := v.(int)
	a.open.Store(id, sum+cents) // want lost-update
}

func (a *accounts) drain(id string) int {
	v, _ := a.open.LoadAndDelete(id)
	sum, _ := v.(int)
	return sum
}

func (a *accounts) rename(from, to string) {
	if v, ok := a.open.LoadAndDelete(from); ok {
		a.open.Store(to, v)
	}
}

func main() {
	a := &accounts{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a.charge("x", 5)
			a.rename("x", "y")
			a.drain("z")
		}()
	}
	wg.Wait()
	fmt.Println(a.drain("y") > 0)
}
