// Package stophelpers removes files in the background, and lists what is left when a helper has waited for that; or does not wait.
// race: RunBlind, clean: Run.
package stophelpers

import (
	"fmt"
	"sync"
)

type job struct {
	background bool
	mu         sync.Mutex
	files      map[string]bool
	renamed    chan string
	workers    sync.WaitGroup
}

func (j *job) start() {
	if !j.background {
		return
	}
	j.workers.Add(2)
	for range 2 {
		go j.rename()
	}
}

func (j *job) rename() {
	defer j.workers.Done()
	for name := range j.renamed {
		j.mu.Lock()
		delete(j.files, name)
		j.mu.Unlock()
	}
}

func (j *job) stop() {
	if !j.background {
		return
	}
	close(j.renamed)
	j.workers.Wait()
}

func (j *job) list() {
	names := make(chan string, 4)
	go func() {
		for name := range j.files {
			names <- name
		}
		close(names)
	}()
	for name := range names {
		fmt.Println(name)
	}
}

func Run(names []string) {
	j := &job{background: len(names) > 3, files: map[string]bool{}, renamed: make(chan string)}
	for _, name := range names {
		j.files[name] = true
	}
	j.start()
	for _, name := range names[:len(names)/2] {
		j.renamed <- name
	}
	j.stop()
	j.list()
}

type blind struct {
	mu      sync.Mutex
	files   map[string]bool
	renamed chan string
	workers sync.WaitGroup
}

func (b *blind) start() {
	b.workers.Add(2)
	for range 2 {
		go b.rename()
	}
}

func (b *blind) rename() {
	defer b.workers.Done()
	for name := range b.renamed {
		b.mu.Lock()
		delete(b.files, name)
		b.mu.Unlock()
	}
}

func (b *blind) stop() { close(b.renamed) }

func (b *blind) list() {
	names := make(chan string, 4)
	go func() {
		for name := range b.files { // want concurrent-map-access
			names <- name
		}
		close(names)
	}()
	for name := range names {
		fmt.Println(name)
	}
}

func RunBlind(names []string) {
	b := &blind{files: map[string]bool{}, renamed: make(chan string)}
	for _, name := range names {
		b.files[name] = true
	}
	b.start()
	for _, name := range names[:len(names)/2] {
		b.renamed <- name
	}
	b.stop()
	b.list()
}
