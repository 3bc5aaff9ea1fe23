// Methods with a pointer receiver write the variable, or only read it.
// aliases: all keys have the last cursor; clean: methods that read, and a variable that is written before the loop only.
package main

type cursor struct {
	key string
	pos int
}

func (c *cursor) seek(key string) { c.key, c.pos = key, len(key) }
func (c *cursor) end() int        { return c.pos + len(c.key) }
func (c *cursor) move(n int)      { c.seek(c.key[n:]) }

func advance(c *cursor, key string) bool {
	c.key = key
	return key != ""
}

func seek(keys []string) map[string]*cursor {
	m := map[string]*cursor{}
	var c cursor
	for _, k := range keys {
		c.seek(k)
		m[k] = &c // want aliased-map-values
	}
	return m
}

func moved(keys []string) map[string]*cursor {
	m := map[string]*cursor{}
	c := cursor{key: "xxxx"}
	for _, k := range keys {
		c.move(1)
		m[k] = &c // want aliased-map-values
	}
	return m
}

func advanced(keys []string) map[string]*cursor {
	m := map[string]*cursor{}
	var c cursor
	for _, k := range keys {
		if !advance(&c, k) {
			continue
		}
		m[c.key] = &c // want aliased-map-values
	}
	return m
}

func ends(keys []string) (map[string]*cursor, int) {
	m := map[string]*cursor{}
	var c cursor
	c.seek("start")
	n := 0
	for _, k := range keys {
		n += c.end()
		m[k] = &c
	}
	return m, n
}

func main() {
	keys := []string{"a", "b"}
	if m := seek(keys); m["a"].key != "b" {
		panic("seek")
	}
	if m := moved(keys); m["a"].key != "xx" {
		panic("moved")
	}
	if m := advanced(keys); m["a"].key != "b" {
		panic("advanced")
	}
	if m, _ := ends(keys); m["a"].key != "start" {
		panic("clean")
	}
}
