// An importer with loop variables declared outside: range with = and a scanner's scratch record, stored by address.
// aliases: all entries are the last record; clean: Copied, Fresh, Last.
package outervar

import (
	"bufio"
	"io"
	"strings"
)

type Record struct {
	Key   string
	Parts []string
}

type Store struct {
	byKey  map[string]*Record
	groups map[string]map[string]*Record
}

func New() *Store {
	return &Store{byKey: map[string]*Record{}, groups: map[string]map[string]*Record{}}
}

func (s *Store) Import(rs []Record) {
	var r Record
	for _, r = range rs {
		s.byKey[r.Key] = &r // want aliased-map-values
	}
}

func (s *Store) Scan(in io.Reader) {
	var rec Record
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		parse(lines.Text(), &rec)
		s.group(rec.Key)[rec.Key] = &rec // want aliased-map-values
	}
}

func parse(line string, rec *Record) {
	rec.Parts = strings.Fields(line)
	rec.Key = strings.ToLower(strings.TrimSpace(line))
}

func (s *Store) group(key string) map[string]*Record {
	g := key[:min(1, len(key))]
	m, ok := s.groups[g]
	if !ok {
		m = map[string]*Record{}
		s.groups[g] = m
	}
	return m
}

func (s *Store) Copied(rs []Record) {
	var r Record
	for _, r = range rs {
		c := r
		s.byKey[r.Key] = &c
	}
}

func (s *Store) Fresh(in io.Reader) {
	lines := bufio.NewScanner(in)
	var rec *Record
	for lines.Scan() {
		rec = new(Record)
		parse(lines.Text(), rec)
		s.byKey[rec.Key] = rec
	}
}

// Last keeps one record: the loop ends after the store.
func (s *Store) Last(rs []Record, want string) bool {
	var r Record
	for _, r = range rs {
		if r.Key == want {
			s.byKey[want] = &r
			return true
		}
	}
	return false
}
