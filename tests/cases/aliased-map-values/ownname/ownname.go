// Objects that are filed under their own name in the maps of others, while they go on changing; and one that is renamed for each entry.
// aliases: Rename gives one line for all stops; clean: File, whose line keeps its name while it collects stops.
package ownname

import "strings"

type stop struct {
	name  string
	lines map[string]*line
}

type line struct {
	name  string
	stops []*stop
	last  string
}

func File(text string) map[string]*stop {
	stops := map[string]*stop{}
	lines := map[string]*line{}
	for _, row := range strings.Split(text, "\n") {
		fields := strings.Fields(row)
		if len(fields) == 0 {
			continue
		}
		l, ok := lines[fields[0]]
		if !ok {
			l = &line{name: fields[0]}
			lines[l.name] = l
		}
		for _, name := range fields[1:] {
			s := stops[name]
			if s == nil {
				s = &stop{name: name, lines: map[string]*line{}}
				stops[name] = s
			}
			s.lines[l.name] = l
			l.stops = append(l.stops, s)
			l.last = name
		}
	}
	return stops
}

func Rename(names []string) map[string]*line {
	out := map[string]*line{}
	l := &line{}
	for _, name := range names {
		l.name = strings.ToUpper(name)
		out[l.name] = l // want aliased-map-values
	}
	return out
}
