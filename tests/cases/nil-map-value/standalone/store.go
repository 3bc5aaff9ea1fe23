package main

type item struct {
	size, uses int
}

type store struct {
	items map[string]*item
}

func (s *store) size(name string) int {
	if i, ok := s.items[name]; ok {
		return i.size
	}
	return 0
}

func (s *store) old(name string) bool {
	i := s.items[name]
	return i != nil && i.uses > 9
}

// use is called with names that are there.
func (s *store) use(name string) {
	s.items[name].uses++ // want-possible nil-map-value
}

func (s *store) Touch(name string) {
	if _, ok := s.items[name]; !ok {
		return
	}
	s.use(name)
}

func (s *store) All() {
	for name := range s.items {
		s.use(name)
	}
}

func (s *store) Add(name string) {
	if s.items[name] == nil {
		s.items[name] = &item{size: len(name)}
	}
	s.use(name)
}
