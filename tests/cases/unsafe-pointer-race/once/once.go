// Set once under sync.Once, in an init function, or by a literal that the variable begins with: everybody sees the same.
// clean: with -race.
package once

import (
	"sync"
	"unsafe"
)

type codec struct{ name string }

var (
	initial = unsafe.Pointer(&codec{"initial"})
	early   unsafe.Pointer
)

func init() { early = unsafe.Pointer(&codec{"early"}) }

type lazy struct {
	once sync.Once
	p    unsafe.Pointer // *codec
	q    unsafe.Pointer // *codec, with no once around it
}

func (l *lazy) get() *codec {
	l.once.Do(func() { l.p = unsafe.Pointer(&codec{"lazy"}) })
	return (*codec)(l.p)
}

func (l *lazy) unguarded() *codec {
	if l.q == nil { // want unsafe-pointer-race
		l.q = unsafe.Pointer(&codec{"twice"}) // want unsafe-pointer-race
	}
	return (*codec)(l.q) // want unsafe-pointer-race
}

func all(n int) {
	l := &lazy{}
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func(l *lazy) {
			defer wg.Done()
			println(l.get().name, l.unguarded().name, (*codec)(initial).name, (*codec)(early).name)
		}(l)
	}
	wg.Wait()
}
