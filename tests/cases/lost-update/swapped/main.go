// Pointers to numbers in a sync.Map are replaced by new ones: with Store, and with CompareAndSwap in a loop.
// lost: goroutines of blind overwrite each other's sums; clean: those of careful do not.
package main

import (
	"fmt"
	"sync"
)

var sums sync.Map // string -> *int

func blind(k string, n int) {
	v, _ := sums.LoadOrStore(k, new(int))
	next := *v.(*int) + n
	sums.Store(k, &next) // want lost-update
}

func careful(k string, n int) {
	v, _ := sums.LoadOrStore(k, new(int))
	for {
		next := *v.(*int) + n
		if sums.CompareAndSwap(k, v, &next) {
			return
		}
		v, _ = sums.Load(k)
	}
}

func main() {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() { defer wg.Done(); blind("a", i); careful("b", i) }()
	}
	wg.Wait()
	v, _ := sums.Load("b")
	fmt.Println(*v.(*int))
}
