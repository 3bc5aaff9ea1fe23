// Package closers has a goroutine that waits for a channel before it looks at a variable, which is set behind its start: by who then starts
// the one that closes the channel, or by who has started that one before.
// race: CopyLate, clean: Copy.
package closers

import (
	"fmt"
	"io"
	"sync"
)

func Copy(to io.Writer, from io.Reader, closed func() error) error {
	var (
		wg   sync.WaitGroup
		pipe *io.PipeReader
		once sync.Once
	)
	done := make(chan struct{})
	wg.Go(func() {
		<-done
		if pipe != nil {
			_ = pipe.Close()
		}
	})
	if from != nil {
		var w *io.PipeWriter
		pipe, w = io.Pipe()
		go func() {
			_, err := io.Copy(w, from)
			_ = w.CloseWithError(err)
		}()
		wg.Go(func() { _, _ = io.Copy(to, pipe) })
	}
	wg.Go(func() {
		defer once.Do(func() { close(done) })
		fmt.Println(closed())
	})
	wg.Wait()
	return nil
}

func CopyLate(to io.Writer, from io.Reader, closed func() error) error {
	var (
		wg   sync.WaitGroup
		pipe *io.PipeReader
		once sync.Once
	)
	done := make(chan struct{})
	wg.Go(func() {
		<-done
		if pipe != nil {
			_ = pipe.Close()
		}
	})
	wg.Go(func() {
		defer once.Do(func() { close(done) })
		fmt.Println(closed())
	})
	if from != nil {
		var w *io.PipeWriter
		pipe, w = io.Pipe() // want unsynchronized-swap
		go func() {
			_, err := io.Copy(w, from)
			_ = w.CloseWithError(err)
		}()
		wg.Go(func() { _, _ = io.Copy(to, pipe) })
	}
	wg.Wait()
	return nil
}
