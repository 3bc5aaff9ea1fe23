// Counters that are told as a copy, by whichever pool there is; and sums in a variable of the caller's own.
// race: Shared.Total, where one kind of source gives its own counters away, DATA RACE; clean: Pools.Total.
package copiedout

import "sync/atomic"

type Stats struct{ hits, misses uint32 }

type pooler interface{ Stats() *Stats }

type pool struct{ stats Stats }

func (p *pool) Get(found bool) {
	if found {
		atomic.AddUint32(&p.stats.hits, 1)
		return
	}
	atomic.AddUint32(&p.stats.misses, 1)
}

func (p *pool) Stats() *Stats {
	return &Stats{hits: atomic.LoadUint32(&p.stats.hits), misses: atomic.LoadUint32(&p.stats.misses)}
}

type single struct{}

func (single) Stats() *Stats { return &Stats{hits: 1} }

type Pools struct{ all []pooler }

func NewPools(n int) *Pools {
	p := &Pools{all: []pooler{single{}}}
	for range n {
		p.all = append(p.all, &pool{})
	}
	return p
}

func (p *Pools) Total() *Stats {
	var sum Stats
	add := func(q pooler) {
		s := q.Stats()
		sum.hits += s.hits
		sum.misses += s.misses
	}
	for _, q := range p.all {
		add(q)
	}
	return &sum
}

type Counts struct{ sent uint32 }

type source interface{ Counts() *Counts }

type line struct{ counts Counts }

func (l *line) Send()           { atomic.AddUint32(&l.counts.sent, 1) }
func (l *line) Sent() uint32    { return atomic.LoadUint32(&l.counts.sent) }
func (l *line) Counts() *Counts { return &l.counts }

type none struct{}

func (none) Counts() *Counts { return &Counts{} }

type Shared struct{ all []source }

func NewShared() *Shared { return &Shared{all: []source{&line{}, none{}}} }

func (s *Shared) Total() uint32 {
	var sum uint32
	for _, x := range s.all {
		sum += x.Counts().sent // want mixed-atomic
	}
	return sum
}
