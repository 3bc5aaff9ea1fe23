// Loops with three clauses: one variable too, changed by the post statement.
// aliases: all pointers and literals see the value after the loop; clean: copies, and a variable that no iteration changes.
package main

type node struct {
	id   int
	next *node
}

func pointers(n int) (out []*int) {
	for i := 0; i < n; i++ {
		out = append(out, &i) // want loop-var-address
	}
	return out
}

func walkers(head *node) (out []func() int) {
	for n := head; n != nil; n = n.next {
		out = append(out, func() int { // want loop-var-address
			if n == nil {
				return -1
			}
			return n.id
		})
	}
	return out
}

func both(n int) map[int]func() int {
	m := map[int]func() int{}
	for i, j := 0, n; i < j; i, j = i+1, j-1 {
		m[i] = func() int { return i + j } // want loop-var-address
	}
	return m
}

func copies(n int) (out []*int) {
	for i := 0; i < n; i++ {
		i := i
		out = append(out, &i)
	}
	return out
}

func fixed(words []string, n int) (out []func() string) {
	for i, sep := 0, "-"; i < n; i++ {
		w := words[i]
		out = append(out, func() string { return w + sep })
	}
	return out
}

func main() {
	if p := pointers(2); p[0] != p[1] || *p[0] != 2 {
		panic("pointers")
	}
	if w := walkers(&node{1, &node{2, nil}}); w[0]() != -1 {
		panic("walkers")
	}
	if m := both(3); m[0]() != m[1]() || len(m) != 2 {
		panic("both")
	}
	if *copies(2)[0] != 0 || fixed([]string{"a", "b"}, 2)[0]() != "a-" {
		panic("clean")
	}
}
