// Package semaphore has channels with room for those who work: each puts a value in before it starts and takes one out at its end.
// leak: Results, clean: Serve.
package semaphore

import "context"

// Serve puts the value in that its goroutine takes out.
func Serve(ctx context.Context, jobs <-chan func()) {
	room := make(chan struct{}, 8)
	for {
		select {
		case <-ctx.Done():
			return
		case job := <-jobs:
			room <- struct{}{}
			go func() {
				job()
				<-room
			}()
		}
	}
}

// Results waits in the goroutine for what is sent behind it, or not.
func Results(ctx context.Context, jobs <-chan func() int) {
	for {
		select {
		case <-ctx.Done():
			return
		case job := <-jobs:
			answer := make(chan int, 1)
			go func() { // want goroutine-leak
				println(<-answer)
			}()
			n := job()
			if n < 0 {
				return
			}
			answer <- n
		}
	}
}
