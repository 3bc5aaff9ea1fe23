// Package unlockers has locks whose Lock and Unlock are methods, so that what one takes another releases.
// race: Loose, clean: File, Handed.
package unlockers

import (
	"os"
	"sync"
)

// File is locked in the process first, then on disk. Unlock has the mutex, since it releases it.
type File struct {
	mu      sync.Mutex
	release func()
}

func (f *File) Lock(path string) error {
	f.mu.Lock()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		f.mu.Unlock()
		return err
	}
	f.release = func() { file.Close(); os.Remove(path) }
	return nil
}

func (f *File) Unlock() {
	if f.release != nil {
		f.release()
		f.release = nil
	}
	f.mu.Unlock()
}

// Loose resets what it releases behind the mutex.
type Loose struct {
	mu      sync.Mutex
	release func()
}

func (l *Loose) Lock(path string) error {
	l.mu.Lock()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		l.mu.Unlock()
		return err
	}
	l.release = func() { file.Close(); os.Remove(path) }
	return nil
}

func (l *Loose) Unlock() {
	if l.release != nil {
		l.release()
	}
	l.mu.Unlock()
	l.release = nil // want unsynchronized-swap
}

// Handed gives the mutex to a goroutine, which has it until it ends; on other ways it releases it itself.
type Handed struct {
	mu     sync.Mutex
	target *os.File
	busy   bool
}

func (h *Handed) Open(path string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	h.target = f
	return nil
}

func (h *Handed) Sync() {
	h.mu.Lock()
	if h.target == nil || h.busy {
		h.mu.Unlock()
		return
	}
	done := make(chan struct{})
	go func() {
		defer h.mu.Unlock()
		h.target.Sync()
		close(done)
	}()
	println("on its way")
}
