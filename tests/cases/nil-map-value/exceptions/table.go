// One method of many does without the test that all others make, for keys that it computes from what it is given, counts or receives. Keys
// that the object itself keeps, and those whose slice it keeps, are in step with the map.
// panics: invalid memory address or nil pointer dereference (Blocks.Sum, Peers.Seen); clean: Ring.Oldest, Ordered.First.
package exceptions

type block struct{ size, uses int }

type Blocks struct{ of map[int]*block }

func NewBlocks() *Blocks { return &Blocks{of: map[int]*block{}} }

func (b *Blocks) Add(n, size int) { b.of[n] = &block{size: size} }
func (b *Blocks) Drop(n int)      { delete(b.of, n) }

func (b *Blocks) Size(n int) int {
	if x := b.of[n]; x != nil {
		return x.size
	}
	return 0
}

func (b *Blocks) Uses(n int) int {
	x, ok := b.of[n]
	if !ok {
		return 0
	}
	return x.uses
}

func (b *Blocks) Use(n int) {
	if x, ok := b.of[n]; ok {
		x.uses++
	}
}

func (b *Blocks) Clear(n int) bool {
	x := b.of[n]
	if x == nil {
		return false
	}
	x.size, x.uses = 0, 0
	return true
}

func (b *Blocks) Sum(first, last int) int {
	sum := 0
	for n := first; n <= last; n++ {
		sum += b.of[n].size // want nil-map-value
	}
	return sum
}

type node struct{ id string }

func (n *node) ID() string { return n.id }

type peer struct{ seen, bad int }

type Peers struct {
	of    map[string]*peer
	added chan *node
}

func NewPeers() *Peers { return &Peers{of: map[string]*peer{}, added: make(chan *node)} }

func (p *Peers) Put(n *node)      { p.of[n.ID()] = &peer{} }
func (p *Peers) Drop(name string) { delete(p.of, name) }

func (p *Peers) Bad(name string) bool {
	x := p.of[name]
	return x != nil && x.bad > 3
}

func (p *Peers) Blame(name string) {
	if x := p.of[name]; x != nil {
		x.bad++
	}
}

func (p *Peers) Forgive(name string) {
	x, ok := p.of[name]
	if !ok {
		return
	}
	x.bad = 0
}

func (p *Peers) Count(name string) int {
	if x, ok := p.of[name]; ok {
		return x.seen
	}
	return 0
}

func (p *Peers) Seen(stop chan struct{}) {
	for {
		select {
		case n := <-p.added:
			p.of[n.ID()].seen++ // want nil-map-value
		case <-stop:
			return
		}
	}
}

// Ring keeps the number of its oldest block.
type Ring struct {
	of          map[int]*block
	first, last int
}

func NewRing() *Ring { return &Ring{of: map[int]*block{}} }

func (r *Ring) Add(size int) {
	r.last++
	r.of[r.last] = &block{size: size}
}

func (r *Ring) Size(n int) int {
	if x := r.of[n]; x != nil {
		return x.size
	}
	return 0
}

func (r *Ring) Uses(n int) int {
	if x, ok := r.of[n]; ok {
		return x.uses
	}
	return 0
}

func (r *Ring) Use(n int) {
	if x := r.of[n]; x != nil {
		x.uses++
	}
}

func (r *Ring) Clear(n int) {
	if x := r.of[n]; x != nil {
		*x = block{}
	}
}

func (r *Ring) Oldest() int { return r.of[r.first].size } // want-possible nil-map-value

// Ordered keeps the names in order.
type Ordered struct {
	of    map[string]*block
	names []string
}

func NewOrdered() *Ordered { return &Ordered{of: map[string]*block{}} }

func (o *Ordered) Add(name string) {
	if o.of[name] == nil {
		o.of[name] = &block{}
		o.names = append(o.names, name)
	}
}

func (o *Ordered) Size(name string) int {
	if x := o.of[name]; x != nil {
		return x.size
	}
	return 0
}

func (o *Ordered) Uses(name string) int {
	if x := o.of[name]; x != nil {
		return x.uses
	}
	return 0
}

func (o *Ordered) Use(name string) {
	if x := o.of[name]; x != nil {
		x.uses++
	}
}

func (o *Ordered) Clear(name string) {
	if x := o.of[name]; x != nil {
		*x = block{}
	}
}

func (o *Ordered) First(n int) int { return o.of[o.names[n]].size } // want-possible nil-map-value
