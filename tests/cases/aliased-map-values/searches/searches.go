// The loop ends after the store, or goes on.
// aliases: goesOn; clean: break, return, and a map that ends with the iteration.
package main

type hit struct {
	word string
	at   int
}

func goesOn(words []string, stop string) map[string]*hit {
	m := map[string]*hit{}
	var h hit
	for i, w := range words {
		h = hit{w, i}
		m[w] = &h // want aliased-map-values
		if w == stop {
			break
		}
	}
	return m
}

func breaks(words []string, stop string) map[string]*hit {
	m := map[string]*hit{}
	var h hit
	for i, w := range words {
		h = hit{w, i}
		if w == stop {
			m[w] = &h
			break
		}
	}
	return m
}

func returns(words []string, m map[string]*hit) bool {
	var h hit
	for i, w := range words {
		h.word, h.at = w, i
		if len(w) > 1 {
			m[w] = &h
			return true
		}
	}
	return false
}

func pages(words []string, show func(map[string]*hit)) {
	var h hit
	for i, w := range words {
		h = hit{w, i}
		page := map[string]*hit{}
		page[w] = &h
		show(page)
	}
}

func window(words []string, show func(map[string]*hit)) {
	m := map[string]*hit{}
	var h hit
	for i, w := range words {
		h = hit{w, i}
		m[w] = &h
		show(m)
		delete(m, w)
	}
}

func main() {
	words := []string{"a", "b", "cc"}
	if m := goesOn(words, "b"); m["a"].word != "b" {
		panic("goesOn")
	}
	m := map[string]*hit{}
	returns(words, m)
	pages(words, func(p map[string]*hit) {
		for k, h := range p {
			if k != h.word {
				panic("pages")
			}
		}
	})
	window(words, func(p map[string]*hit) { m["last"] = &hit{} })
	if breaks(words, "b")["b"].word != "b" || m["cc"].at != 2 {
		panic("clean")
	}
}
