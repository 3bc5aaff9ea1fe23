// A map that a literal of an embedded pointer makes, beside one that no literal has.
// panics: Group.Mark, "assignment to entry in nil map"; clean: Group.Add, on NewGroup().
package spangroup

type span struct{ from, to int64 }

type vertex struct {
	spans map[int64]span
	marks map[int64]bool
}

type Group struct {
	*vertex
	name string
}

func NewGroup(name string) *Group {
	return &Group{vertex: &vertex{spans: make(map[int64]span)}, name: name}
}

func (g *Group) Add(from, to int64) { g.spans[from] = span{from, to} }

func (g *Group) Mark(at int64) {
	g.marks[at] = true // want nil-map-write
}
