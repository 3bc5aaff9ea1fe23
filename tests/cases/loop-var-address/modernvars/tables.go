// The same shapes at a version from go1.22 on: each iteration has its own variable.
// clean: all entries differ.
package modernvars

type Peer struct {
	Name string
	Addr [16]byte
}

func (p *Peer) Dial() string { return p.Name }

type Table struct {
	peers  map[string]*Peer
	dial   map[string]func() string
	addrs  map[string][]byte
	queue  chan *Peer
	walked []*int
}

func Build(ps []Peer) *Table {
	t := &Table{
		peers: map[string]*Peer{},
		dial:  map[string]func() string{},
		addrs: map[string][]byte{},
		queue: make(chan *Peer, len(ps)),
	}
	for _, p := range ps {
		t.peers[p.Name] = &p
		t.dial[p.Name] = p.Dial
		t.addrs[p.Name] = p.Addr[:]
		t.queue <- &p
	}
	for i := 0; i < 3; i++ {
		t.walked = append(t.walked, &i)
	}
	for i := range 3 {
		t.walked = append(t.walked, &i)
	}
	return t
}

func Index[K comparable, V any](vs []V, key func(V) K) map[K]*V {
	out := make(map[K]*V, len(vs))
	for _, v := range vs {
		out[key(v)] = &v
	}
	return out
}

func (t *Table) All(yield func(string, *Peer) bool) {
	for name, p := range t.peers {
		if !yield(name, p) {
			return
		}
	}
}

func Names(t *Table) map[string]*string {
	out := map[string]*string{}
	for name, p := range t.All {
		name += "/" + p.Name
		out[p.Name] = &name
	}
	return out
}

func ByName(ps []Peer) map[string]*Peer {
	return Index(ps, func(p Peer) string { return p.Name })
}
