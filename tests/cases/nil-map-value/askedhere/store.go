// A function that asks for the key itself, and enters it or has it entered, is no exception to those that ask; one that does not ask is.
// panics: `Store.Drop` of an unknown id; clean: `Store.Add`, `Store.Load`.
package askedhere

type trace struct{ spans []string }

type Store struct {
	traces map[string]*trace
	ring   []string
	next   int
}

func New(size int) *Store {
	return &Store{traces: map[string]*trace{}, ring: make([]string, size)}
}

func (s *Store) Spans(id string) []string {
	t, ok := s.traces[id]
	if !ok {
		return nil
	}
	return t.spans
}

func (s *Store) Len(id string) int {
	if t := s.traces[id]; t != nil {
		return len(t.spans)
	}
	return 0
}

func (s *Store) First(id string) string {
	t, ok := s.traces[id]
	if !ok || len(t.spans) == 0 {
		return ""
	}
	return t.spans[0]
}

func (s *Store) Clear(id string) {
	if t, ok := s.traces[id]; ok {
		t.spans = nil
	}
}

// Add removes the oldest trace, another one.
func (s *Store) Add(id, span string) {
	if _, ok := s.traces[id]; !ok {
		s.traces[id] = &trace{}
		if old := s.ring[s.next]; old != "" {
			delete(s.traces, old)
		}
		s.ring[s.next] = id
		s.next = (s.next + 1) % len(s.ring)
	}
	s.traces[id].spans = append(s.traces[id].spans, span) // want-possible nil-map-value
}

// Load has the loader enter the trace.
func (s *Store) Load(id string, loader func(*Store, string)) []string {
	if t, ok := s.traces[id]; ok {
		return t.spans
	}
	loader(s, id)
	s.traces[id].spans = append(s.traces[id].spans, "loaded") // want-possible nil-map-value
	return s.traces[id].spans
}

func (s *Store) Drop(id string) int {
	n := len(s.traces[id].spans) // want nil-map-value
	delete(s.traces, id)
	return n
}

// Blocks tells who asks which heights it has.
type Blocks struct {
	at     map[int64]*block
	height int64
}

type block struct {
	height int64
	peer   string
}

func NewBlocks() *Blocks { return &Blocks{at: map[int64]*block{}} }

func (b *Blocks) Add(height int64, peer string) { b.at[height] = &block{height, peer} }

func (b *Blocks) Peek() *block {
	if x := b.at[b.height]; x != nil {
		return x
	}
	return nil
}

func (b *Blocks) Peer(height int64) string {
	if x := b.at[height]; x != nil {
		return x.peer
	}
	return ""
}

func (b *Blocks) Pop() {
	if x := b.at[b.height]; x != nil {
		delete(b.at, b.height)
		b.height++
	}
}

func (b *Blocks) Redo(height int64) string {
	x := b.at[height]
	return x.peer // want-possible nil-map-value
}

func Check(b *Blocks, valid func(*block) bool) string {
	first := b.Peek()
	if first == nil {
		return ""
	}
	if !valid(first) {
		return b.Redo(first.height)
	}
	b.Pop()
	return ""
}
