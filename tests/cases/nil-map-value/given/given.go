// A library whose lookups are tested but for one, which takes its key from the message that it is given. Keys that the object with the map
// keeps itself, that a caller has tested, or that come out of another map, are kept in step.
// panics: `New().Ack(Message{ID: 7})`, `NewPeers().Forget("x")`; clean: the others.
package given

type Message struct {
	ID   uint64
	Size int
}

type Entry struct{ Tries, Size int }

type Queue struct {
	entries map[uint64]*Entry
	first   uint64
	last    map[string]uint64
}

func New() *Queue { return &Queue{entries: map[uint64]*Entry{}, last: map[string]uint64{}} }

func (q *Queue) Push(from string, m Message) {
	if len(q.entries) == 0 {
		q.first = m.ID
	}
	q.entries[m.ID] = &Entry{Size: m.Size}
	q.last[from] = m.ID
}

func (q *Queue) Size(id uint64) int {
	if e, ok := q.entries[id]; ok {
		return e.Size
	}
	return 0
}

func (q *Queue) Drop(id uint64) { delete(q.entries, id) }

func (q *Queue) Ack(m Message) int {
	return q.entries[m.ID].Tries // want nil-map-value
}

// Ring keeps the number of its first entry.
type Ring struct {
	entries map[uint64]*Entry
	first   uint64
}

func (r *Ring) Add(e *Entry) {
	if r.entries == nil {
		r.entries = map[uint64]*Entry{}
	}
	r.entries[r.first+uint64(len(r.entries))] = e
}

func (r *Ring) Size(id uint64) int {
	if e, ok := r.entries[id]; ok {
		return e.Size
	}
	return 0
}

func (r *Ring) First() int {
	if len(r.entries) == 0 {
		return 0
	}
	return r.entries[r.first].Size // want-possible nil-map-value
}

// Peers has one method that forgets to test.
type Peers struct {
	known map[string]*Entry
	of    map[string]string
}

func NewPeers() *Peers { return &Peers{known: map[string]*Entry{}, of: map[string]string{}} }

func (p *Peers) Meet(name, by string) {
	if p.known[name] == nil {
		p.known[name] = &Entry{}
	}
	p.of[by] = name
}

func (p *Peers) Tries(name string) int {
	e := p.known[name]
	if e == nil {
		return 0
	}
	return e.Tries
}

func (p *Peers) Forget(name string) {
	p.forget(name)
}

func (p *Peers) forget(name string) {
	p.known[name].Tries = 0 // want nil-map-value
	delete(p.known, name)
}

// Friends takes the key out of a map that is kept in step.
type Friends struct {
	known map[string]*Entry
	of    map[string]string
}

func (f *Friends) Meet(name, by string) {
	f.known[name] = &Entry{}
	f.of[by] = name
}

func (f *Friends) Tries(name string) int {
	e := f.known[name]
	if e == nil {
		return 0
	}
	return e.Tries
}

func (f *Friends) Through(by string) int {
	name, ok := f.of[by]
	if !ok {
		return 0
	}
	return f.known[name].Tries // want-possible nil-map-value
}

// Marks calls with names that it has tested.
type Marks struct{ known map[string]*Entry }

func (m *Marks) Add(name string) { m.known[name] = &Entry{} }

func (m *Marks) Mark(name string) bool {
	if _, ok := m.known[name]; !ok {
		return false
	}
	m.mark(name)
	return true
}

func (m *Marks) mark(name string) { m.known[name].Tries++ } // want-possible nil-map-value
