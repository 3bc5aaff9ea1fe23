// Slices of one array, and bound methods of one variable, as values.
// aliases: all sums show the last array, all handlers are the last one; clean: copies, strings, value receivers.
package main

import "strconv"

type handler struct{ name string }

func (h *handler) serve() string { return h.name }
func (h handler) title() string  { return h.name }

func sums(keys []string) map[string][]byte {
	m := map[string][]byte{}
	var sum [4]byte
	for _, k := range keys {
		copy(sum[:], k)
		m[k] = sum[:] // want aliased-map-values
	}
	return m
}

func serve(names []string) map[string]func() string {
	m := map[string]func() string{}
	var h handler
	for _, n := range names {
		h.name = n
		m[n] = h.serve // want aliased-map-values
	}
	return m
}

func titles(names []string) map[string]func() string {
	m := map[string]func() string{}
	var h handler
	for _, n := range names {
		h.name = n
		m[n] = h.title
	}
	return m
}

func texts(n int) map[int]string {
	m := map[int]string{}
	var buf [20]byte
	for i := 0; i < n; i++ {
		m[i] = string(strconv.AppendInt(buf[:0], int64(i), 10))
	}
	return m
}

func copies(keys []string) map[string][]byte {
	m := map[string][]byte{}
	var sum [4]byte
	for _, k := range keys {
		copy(sum[:], k)
		m[k] = append([]byte(nil), sum[:]...)
	}
	return m
}

func main() {
	keys := []string{"a", "b"}
	if m := sums(keys); m["a"][0] != 'b' {
		panic("sums")
	}
	if m := serve(keys); m["a"]() != "b" {
		panic("serve")
	}
	if titles(keys)["a"]() != "a" || texts(2)[0] != "0" || copies(keys)["a"][0] != 'a' {
		panic("clean")
	}
}
