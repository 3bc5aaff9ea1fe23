// Maps in maps that a helper has made under the same keys before, here or in the only caller; a nil that is stored for another mode; a nil whose own
// lookup decides that it is not written. And their twins.
// panics: `initialised late a`, `initialised mixed a`, `initialised null {"a":null}`; clean: `initialised ok a`.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

type usage struct {
	byTenant map[string]map[string]map[string]int
}

func (u *usage) prepare(tenant, policy string) {
	if _, ok := u.byTenant[tenant]; !ok {
		u.byTenant[tenant] = map[string]map[string]int{}
	}
	if _, ok := u.byTenant[tenant][policy]; !ok {
		u.byTenant[tenant][policy] = map[string]int{}
	}
}

func (u *usage) update(tenant, policy, stream string) {
	u.prepare(tenant, policy)
	u.byTenant[tenant][policy][stream]++ // want-possible nil-map-write
}

// After update.
func (u *usage) mark(tenant, policy, stream string) {
	u.byTenant[tenant][policy][stream] = -1 // want-possible nil-map-write
}

func (u *usage) both(tenant, policy, stream string) {
	u.update(tenant, policy, stream)
	u.mark(tenant, policy, stream)
}

func (u *usage) late(tenant, policy, stream string) {
	u.prepare("default", policy)
	u.byTenant[tenant][policy][stream] = 1 // want nil-map-write
}

var errTwice = errors.New("twice")

type mode struct{ single bool }

func match(m *mode, keys []string) (int, error) {
	seen := map[string]map[string]bool{}
	for _, k := range keys {
		inner, ok := seen[k]
		if m.single {
			if ok {
				return 0, errTwice
			}
			seen[k] = nil
		} else {
			if !ok {
				inner = map[string]bool{}
				seen[k] = inner
			}
			inner[k] = true
		}
	}
	return len(seen), nil
}

// The mode may change on the way.
func matchAny(keys []string) int {
	seen := map[string]map[string]bool{}
	for _, k := range keys {
		inner, ok := seen[k]
		if len(seen) == 0 {
			seen[k] = nil
		} else {
			if !ok {
				inner = map[string]bool{}
				seen[k] = inner
			}
			inner[k] = true // want nil-map-write
		}
	}
	return len(seen)
}

func override(sessions map[string]map[string]any, primary string) {
	for _, s := range sessions {
		if o, _ := s["override"].(string); o != "" && o != primary {
			s["model"] = primary
		}
	}
}

func read(text, primary string) {
	var sessions map[string]map[string]any
	if json.Unmarshal([]byte(text), &sessions) != nil {
		return
	}
	for _, s := range sessions {
		if o, _ := s["override"].(string); o != "" && o != primary {
			s["model"] = primary
		}
	}
	for _, s := range sessions {
		if o, _ := s["override"].(string); o != primary {
			s["model"] = primary // want nil-map-write
		}
	}
}

func main() {
	if len(os.Args) < 2 {
		return
	}
	u := &usage{map[string]map[string]map[string]int{}}
	switch os.Args[1] {
	case "ok":
		u.both(os.Args[2], "p", "s")
		fmt.Println(match(&mode{}, os.Args))
		override(nil, "m")
	case "late":
		u.late(os.Args[2], "p", "s")
	case "mixed":
		fmt.Println(matchAny([]string{"a", "a"}))
	case "null":
		read(os.Args[2], "m")
	}
}
