// (advice) Frames of 1.5 KiB by value, and booleans in boxes; the same as pointers and as plain values.
// seen: each lookup copies 1536 bytes; 1e6 boxes are 1e6 objects to trace; clean: the twins.
package frames

type Frame struct {
	Pix  [1500]byte
	W, H uint16
	Seq  uint64
}

type Small struct {
	ID   int
	Tags [8]string
}

type Store struct {
	byID    map[int]Frame    // want map-value-cost
	flags   map[string]*bool // want map-value-cost
	ptrs    map[int]*Frame
	smalls  map[int]Small
	plain   map[string]bool
	ordered []Frame
}

func New() *Store {
	return &Store{
		byID:   make(map[int]Frame),
		flags:  make(map[string]*bool),
		ptrs:   make(map[int]*Frame),
		smalls: make(map[int]Small),
		plain:  make(map[string]bool),
	}
}

func (s *Store) Add(id int, f Frame, name string) {
	s.byID[id] = f
	on := true
	s.flags[name] = &on
	s.ptrs[id] = &f
	s.smalls[id] = Small{ID: id}
	s.plain[name] = true
	s.ordered = append(s.ordered, f)
}

func (s *Store) Seq(id int) uint64 {
	f := s.byID[id]
	return f.Seq
}

func (s *Store) On(name string) bool {
	if p := s.flags[name]; p != nil {
		return *p
	}
	return s.plain[name]
}

func (s *Store) Last() int { return len(s.ordered) + len(s.smalls) + len(s.ptrs) }
