// A map that is made only for long lists, and written for each element of any list; and one that is made where there is something to put in.
// panics: Lengths of one word; clean: Counts.
package longlists

func Lengths(words []string) map[string]int {
	var m map[string]int
	if len(words) > 3 {
		m = make(map[string]int, len(words))
	}
	for _, w := range words {
		m[w] = len(w) // want nil-map-write
	}
	return m
}

func Counts(words []string) map[string]int {
	var m map[string]int
	if len(words) > 0 {
		m = make(map[string]int, len(words))
	}
	for _, w := range words {
		m[w]++ // want-possible nil-map-write
	}
	return m
}
