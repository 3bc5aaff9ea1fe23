// A download counter that workers add to with sync/atomic, printed plainly by a ticker in main.
// race: the progress lines while the workers run, DATA RACE at the reads; clean: the last line, after Wait.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type progress struct {
	files, bytes int64
	failed       int32
}

func (p *progress) done(n int) {
	atomic.AddInt64(&p.files, 1)
	atomic.AddInt64(&p.bytes, int64(n))
}

func (p *progress) String() string {
	return fmt.Sprint(
		p.files,                         // want mixed-atomic
		" ", atomic.LoadInt64(&p.bytes), // one of the two is right
	)
}

func main() {
	p := &progress{}
	p.failed = 0
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(time.Duration(i) * time.Millisecond)
			p.done(1000)
			if i == 7 {
				atomic.StoreInt32(&p.failed, 1)
			}
		}()
	}
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				fmt.Println(p.String())
			}
		}
	}()
	wg.Wait()
	close(stop)
	<-stopped
	fmt.Println(p.bytes, p.failed)
}
