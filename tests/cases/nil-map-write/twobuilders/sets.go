// Objects of which one constructor forgets the map, written to under conditions that say nothing of the object; copies of a map that nobody
// makes; and objects whose own fields tell those with the map from those without.
// panics: assignment to entry in nil map (NewSmall().Visit("a", true), (&Events{}).Copy().Add("a")); clean: Counter.
package twobuilders

import "maps"

type Visits struct {
	max  int
	seen map[string]bool
}

func New() *Visits      { return &Visits{max: 100, seen: map[string]bool{}} }
func NewSmall() *Visits { return &Visits{max: 10} }

func (v *Visits) Visit(name string, log bool) bool {
	if !log {
		return false
	}
	if !v.seen[name] {
		v.seen[name] = true // want nil-map-write
	}
	return true
}

type Events struct{ of map[string]int }

func (e *Events) Copy() *Events  { return &Events{of: maps.Clone(e.of)} }
func (e *Events) Share() *Events { return &Events{of: e.of} }

func NewEvents() *Events { return &Events{} }

func (e *Events) Add(name string) {
	e.of[name]++ // want nil-map-write
}

type Counter struct {
	of      map[string]int
	enabled bool
}

func NewCounter() *Counter { return &Counter{of: map[string]int{}, enabled: true} }
func NoCounter() *Counter  { return &Counter{} }

func (c *Counter) Count(name string) {
	if !c.enabled || name == "" {
		return
	}
	c.of[name]++
}

type Made struct{ of map[string]int }

func NewMade() *Made         { return &Made{of: map[string]int{}} }
func (m *Made) Copy() *Made  { return &Made{of: maps.Clone(m.of)} }
func (m *Made) Add(n string) { m.of[n]++ }
