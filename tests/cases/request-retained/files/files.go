// Files that are closed by who opened them, and files that a cache keeps open until it drops them.
// seen: "file already closed"; clean: Cached, whose error path closes what is not kept.
package files

import (
	"os"
	"sync"
)

type Files struct {
	mu   sync.Mutex
	done map[string]*os.File
	open map[string]*os.File
}

func (f *Files) Load(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done[name] = file // want request-retained
	return nil
}

func (f *Files) Cached(name string) (*os.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if file, ok := f.open[name]; ok {
		return file, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if _, err := file.Stat(); err != nil {
		file.Close()
		return nil, err
	}
	f.open[name] = file
	return file, nil
}

func (f *Files) Drop(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if file, ok := f.open[name]; ok {
		delete(f.open, name)
		file.Close()
	}
}
