// Batches that are flushed: one flush sets the map to nil and the next Add hits it; the others replace, clear or test.
// panics: Add, Flush, Add; clean: Swap, Clear, Lazy.
package drained

type Point struct {
	Name  string
	Value float64
}

type sums map[string]float64

type Batch struct {
	cur sums
	n   int
}

func NewBatch() *Batch { return &Batch{cur: make(sums)} }

func (b *Batch) Add(p Point) {
	b.cur[p.Name] += p.Value // want nil-map-write
	b.n++
}

func (b *Batch) Flush() map[string]float64 {
	out := b.cur
	b.cur, b.n = nil, 0
	return out
}

type Swap struct{ cur sums }

func NewSwap() *Swap { return &Swap{cur: sums{}} }

func (s *Swap) Add(p Point) { s.cur[p.Name] += p.Value }

func (s *Swap) Flush() (out sums) {
	out, s.cur = s.cur, make(sums, len(s.cur))
	return out
}

type Clear struct{ cur sums }

func NewClear() *Clear { return &Clear{cur: sums{}} }

func (c *Clear) Add(p Point) { c.cur[p.Name] += p.Value }

func (c *Clear) Reset() { clear(c.cur) }

type Lazy struct{ cur sums }

func (l *Lazy) ensure() sums {
	if l.cur == nil {
		l.cur = sums{}
	}
	return l.cur
}

func (l *Lazy) Add(p Point) { l.ensure()[p.Name] += p.Value }

func (l *Lazy) Flush() sums {
	out := l.cur
	l.cur = nil
	return out
}

func Replay(ps []Point) map[string]float64 {
	b := NewBatch()
	for i, p := range ps {
		b.Add(p)
		if i%10 == 9 {
			b.Flush()
		}
	}
	return b.Flush()
}
