// Package stats counts: Sum is for the program's requests, String for nobody in it.
package stats

import (
	"fmt"
	"sync/atomic"
)

type Sizes struct {
	count int64
	bytes int64
}

func (s *Sizes) Add(n int64) {
	atomic.AddInt64(&s.count, 1)
	atomic.AddInt64(&s.bytes, n)
}

func (s *Sizes) String() string {
	return fmt.Sprint(s.count) // want-possible mixed-atomic
}

func (s *Sizes) Sum() int64 {
	return s.bytes // want mixed-atomic
}
