// Boxed counters that are counted up through their pointers need the boxes; those that are only set and read do not.
// seen: in place, m[k]++ on map[string]int64 does the same with no object of its own.
package main

import "fmt"

type stats struct {
	hits  map[string]*int64
	sizes map[string]*int64 // want map-value-cost
}

func (s *stats) hit(k string) {
	if s.hits[k] == nil {
		s.hits[k] = new(int64)
	}
	*s.hits[k]++
}

func (s *stats) resize(k string, n int64) { s.sizes[k] = &n }

func (s *stats) total() (n int64) {
	for k, h := range s.hits {
		n += *h
		if size := s.sizes[k]; size != nil {
			n += *size
		}
	}
	return n
}

func main() {
	s := &stats{map[string]*int64{}, map[string]*int64{}}
	s.hit("a")
	s.resize("a", 4)
	fmt.Println(s.total())
}
