// Workers in a loop share one pointer; each with a slot of its own does not.
// race: two workers write best.
package workers

import (
	"sync"
	"unsafe"
)

type score struct{ points int }

type arena struct {
	best  unsafe.Pointer // *score
	slots [4]unsafe.Pointer
}

func (a *arena) offer(s *score) {
	old := (*score)(a.best) // want unsafe-pointer-race
	if old == nil || old.points < s.points {
		a.best = unsafe.Pointer(s) // want unsafe-pointer-race
	}
}

func play(points []int) int {
	a := &arena{}
	var wg sync.WaitGroup
	for _, n := range points {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a.offer(&score{n})
		}()
	}
	wg.Wait()
	return 0
}

func slots() (sum int) {
	a := &arena{}
	var wg sync.WaitGroup
	for i := range a.slots {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a.slots[i] = unsafe.Pointer(&score{i})
		}()
	}
	wg.Wait()
	for _, p := range a.slots {
		sum += (*score)(p).points
	}
	return sum
}
