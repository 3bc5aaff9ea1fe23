// A refresher that the constructor starts: what it replaces is read by whoever calls get.
// race: get during run.
package refresh

import (
	"sync/atomic"
	"time"
	"unsafe"
)

type prices struct{ list []float64 }

type feed struct {
	bare   unsafe.Pointer // *prices
	atomic unsafe.Pointer // *prices
	stop   chan struct{}
}

func start(load func() *prices) *feed {
	f := &feed{stop: make(chan struct{})}
	f.bare = unsafe.Pointer(load())
	f.atomic = f.bare
	go f.run(load)
	return f
}

func (f *feed) run(load func() *prices) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-f.stop:
			return
		case <-t.C:
			f.bare = unsafe.Pointer(load()) // want unsafe-pointer-race
			atomic.StorePointer(&f.atomic, unsafe.Pointer(load()))
		}
	}
}

func (f *feed) get() *prices {
	return (*prices)(f.bare) // want unsafe-pointer-race
}

func (f *feed) getAtomic() *prices { return (*prices)(atomic.LoadPointer(&f.atomic)) }
