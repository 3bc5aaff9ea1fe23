// Goroutines and literals that they call at once: a variable of the goroutine is its own, one of its starter is not.
// race: DATA RACE at the write of last; clean: own.
package main

import (
	"fmt"
	"sync"
)

type report struct{ lines int }

func own(inputs []string) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r := &report{}
			err := func() error {
				for _, s := range inputs {
					if s == "" {
						return fmt.Errorf("empty")
					}
					r = &report{lines: r.lines + len(s)}
				}
				return nil
			}()
			fmt.Println(r.lines, err)
		}()
	}
	wg.Wait()
}

func shared(inputs []string) *report {
	var wg sync.WaitGroup
	last := &report{}
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			func() {
				for _, s := range inputs {
					last = &report{lines: len(s)} // want unsynchronized-swap
				}
			}()
		}()
	}
	wg.Wait()
	return last
}

func main() {
	own([]string{"a", "bc"})
	fmt.Println(shared([]string{"a", "bc"}).lines)
}
