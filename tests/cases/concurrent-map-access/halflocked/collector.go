package halflocked

import "sync"

// Feed notes when its files were read, under its own lock.
type Feed struct {
	mu    sync.RWMutex
	times map[string]float64
}

func NewFeed() *Feed { return &Feed{times: map[string]float64{}} }

func (f *Feed) Note(file string, at float64) {
	f.mu.Lock()
	f.times[file] = at
	f.mu.Unlock()
}

func (f *Feed) Forget(file string) {
	f.mu.Lock()
	delete(f.times, file)
	f.mu.Unlock()
}

// Collector has a lock for its feeds, which is not that of a feed.
type Collector struct {
	mu    sync.RWMutex
	feeds map[*Feed]bool
}

func NewCollector() *Collector { return &Collector{feeds: map[*Feed]bool{}} }

func (c *Collector) Add(f *Feed) {
	c.mu.Lock()
	c.feeds[f] = true
	c.mu.Unlock()
}

func (c *Collector) Latest() map[string]float64 {
	latest := map[string]float64{}
	c.mu.RLock()
	defer c.mu.RUnlock()
	for f := range c.feeds {
		for file, at := range f.times { // want concurrent-map-access
			latest[file] = max(latest[file], at)
		}
	}
	return latest
}

// GoodFeed and GoodCollector take both locks.
type GoodFeed struct {
	mu    sync.RWMutex
	times map[string]float64
}

func NewGoodFeed() *GoodFeed { return &GoodFeed{times: map[string]float64{}} }

func (f *GoodFeed) Note(file string, at float64) {
	f.mu.Lock()
	f.times[file] = at
	f.mu.Unlock()
}

type GoodCollector struct {
	mu    sync.RWMutex
	feeds map[*GoodFeed]bool
}

func NewGoodCollector() *GoodCollector { return &GoodCollector{feeds: map[*GoodFeed]bool{}} }

func (c *GoodCollector) Add(f *GoodFeed) {
	c.mu.Lock()
	c.feeds[f] = true
	c.mu.Unlock()
}

func (c *GoodCollector) Latest() map[string]float64 {
	latest := map[string]float64{}
	c.mu.RLock()
	defer c.mu.RUnlock()
	for f := range c.feeds {
		f.mu.RLock()
		for file, at := range f.times {
			latest[file] = max(latest[file], at)
		}
		f.mu.RUnlock()
	}
	return latest
}

// Shelf has a lock of its own for its counter; its books are the library's business.
type Shelf struct {
	mu    sync.Mutex
	loans int
	books map[string]int
}

type Library struct {
	mu      sync.Mutex
	shelves map[string]*Shelf
}

func NewLibrary() *Library { return &Library{shelves: map[string]*Shelf{}} }

func (l *Library) Put(shelf, book string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.shelves[shelf]
	if s == nil {
		s = &Shelf{books: map[string]int{}}
		l.shelves[shelf] = s
	}
	s.mu.Lock()
	s.loans++
	s.books[book]++
	s.mu.Unlock()
}

func (l *Library) Count(shelf, book string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.shelves[shelf]; s != nil {
		return s.books[book]
	}
	return 0
}
