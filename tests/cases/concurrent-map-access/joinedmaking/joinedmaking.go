// Package joinedmaking opens the parts of a remote in goroutines, which may ask other remotes for news; those that are there when all is made, or
// also those that are not.
// race: Early, clean: Remote.
package joinedmaking

import "sync"

type features struct{ news func() int }

type Remote struct {
	features features
	parts    map[string]int
}

var (
	mu     sync.Mutex
	opened = map[string]*features{}
)

func open(name string) int {
	mu.Lock()
	f := opened[name]
	mu.Unlock()
	if f == nil {
		return 0
	}
	return f.news()
}

func New(name string, parts []string) *Remote {
	r := &Remote{parts: map[string]int{}}
	var (
		partsMu sync.Mutex
		wg      sync.WaitGroup
	)
	for _, part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			size := open(part)
			partsMu.Lock()
			r.parts[part] = size
			partsMu.Unlock()
		}()
	}
	wg.Wait()
	r.features.news = r.News
	mu.Lock()
	opened[name] = &r.features
	mu.Unlock()
	return r
}

func (r *Remote) News() int {
	sum := 0
	for _, size := range r.parts {
		sum += size
	}
	return sum
}

// Close takes the remote out.
func Close(name string) {
	mu.Lock()
	defer mu.Unlock()
	delete(opened, name)
	delete(early, name)
}

type Early struct {
	features features
	parts    map[string]int
}

var early = map[string]*features{}

func openEarly(name string) int {
	mu.Lock()
	f := early[name]
	mu.Unlock()
	if f == nil {
		return 0
	}
	return f.news()
}

func NewEarly(name string, parts []string) *Early {
	e := &Early{parts: map[string]int{}}
	e.features.news = e.News
	mu.Lock()
	early[name] = &e.features
	mu.Unlock()
	var (
		partsMu sync.Mutex
		wg      sync.WaitGroup
	)
	for _, part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			size := openEarly(part)
			partsMu.Lock()
			e.parts[part] = size
			partsMu.Unlock()
		}()
	}
	wg.Wait()
	return e
}

func (e *Early) News() int {
	sum := 0
	for _, size := range e.parts { // want concurrent-map-access
		sum += size
	}
	return sum
}
