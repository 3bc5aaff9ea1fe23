// A local that a goroutine writes while its maker reads it; and one that is read after the wait.
// race: early.
package locals

import (
	"sync"
	"unsafe"
)

type result struct{ value int }

func early(compute func() int) int {
	var p unsafe.Pointer
	done := make(chan bool)
	go func() {
		p = unsafe.Pointer(&result{compute()}) // want unsafe-pointer-race
		close(done)
	}()
	n := 0
	if r := (*result)(p); r != nil { // want unsafe-pointer-race
		n = r.value
	}
	<-done
	return n
}

func waited(compute func() int) int {
	var p unsafe.Pointer
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		p = unsafe.Pointer(&result{compute()})
	}()
	wg.Wait()
	return (*result)(p).value
}

func received(compute func() int) int {
	var p unsafe.Pointer
	done := make(chan struct{})
	go func() {
		p = unsafe.Pointer(&result{compute()})
		close(done)
	}()
	<-done
	return (*result)(p).value
}
