// Which keys: one key again and again is one entry; constants that differ by case are several.
// aliases: byKind has one event under both keys; clean: one constant, one argument, one field that stays.
package main

type event struct {
	kind string
	n    int
}

type stream struct {
	name   string
	latest map[string]*event
}

func byKind(events []event) map[string]*event {
	m := map[string]*event{}
	var cur event
	for _, e := range events {
		cur = e
		switch e.kind {
		case "in":
			m["in"] = &cur // want aliased-map-values
		case "out":
			m["out"] = &cur // want aliased-map-values
		}
	}
	return m
}

func latest(events []event) map[string]*event {
	m := map[string]*event{}
	var cur event
	for _, e := range events {
		cur = e
		m["latest"] = &cur
	}
	return m
}

func named(name string, events []event, m map[string]*event) {
	var cur event
	for _, e := range events {
		cur = e
		m[name] = &cur
	}
}

func (s *stream) run(events []event) {
	var cur event
	for _, e := range events {
		cur = e
		s.latest[s.name] = &cur
	}
}

func main() {
	events := []event{{"in", 1}, {"out", 2}}
	if m := byKind(events); m["in"].n != 2 {
		panic("byKind")
	}
	m := map[string]*event{}
	named("x", events, m)
	s := stream{"s", m}
	s.run(events)
	if len(latest(events)) != 1 || len(m) != 2 {
		panic("clean")
	}
}
