// A second map that is made only if the caller asks for it, and filled in a loop: whatever the caller has asked for, and only if so.
// panics: Split([]string{"a"}, false); clean: Count, Positions.
package onlyifasked

func Split(words []string, keep bool) (kept, dropped map[string]int) {
	kept = make(map[string]int)
	if keep {
		dropped = make(map[string]int)
	}
	for i, w := range words {
		if len(w) > 3 {
			kept[w] = i
			continue
		}
		dropped[w] = i // want nil-map-write
	}
	return kept, dropped
}

func Count(words []string, keep bool) (kept, dropped map[string]int) {
	kept = make(map[string]int)
	if keep {
		dropped = make(map[string]int)
	}
	for i, w := range words {
		if len(w) > 3 {
			kept[w] = i
		} else if keep {
			dropped[w] = i
		}
	}
	return kept, dropped
}

func Positions(words []string) map[string]int {
	var out map[string]int
	if len(words) > 0 {
		out = make(map[string]int, len(words))
	}
	for i, w := range words {
		out[w] = i
	}
	return out
}
