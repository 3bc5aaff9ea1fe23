// Function literals in a map that read a variable of the loop's outside, which each iteration sets; and those that share one on purpose.
// aliases: greet(...)["a"]() gives "b"; clean: the others give what belongs to the key.
package main

import "fmt"

func greet(names []string) map[string]func() string {
	out := map[string]func() string{}
	var name string
	for _, n := range names {
		name = n
		out[n] = func() string { return "hello " + name } // want aliased-map-values
	}
	return out
}

func greetEach(names []string) map[string]func() string {
	out := map[string]func() string{}
	for _, n := range names {
		name := n
		out[n] = func() string { return "hello " + name }
	}
	return out
}

// All count in one variable.
func counters(names []string) map[string]func() int {
	out := map[string]func() int{}
	total := 0
	for _, n := range names {
		out[n] = func() int {
			total += len(n)
			return total
		}
	}
	return out
}

// All ask for the state of the whole.
func progress(names []string) map[string]func() int {
	out := map[string]func() int{}
	done := 0
	for _, n := range names {
		out[n] = func() int { return done }
		done++
	}
	return out
}

func prefixed(names []string, prefix string) map[string]func() string {
	out := map[string]func() string{}
	if prefix == "" {
		prefix = "hello "
	}
	for _, n := range names {
		out[n] = func() string { return prefix + n }
	}
	return out
}

func main() {
	names := []string{"a", "b"}
	fmt.Println(greet(names)["a"](), greetEach(names)["a"](), counters(names)["a"](), progress(names)["a"](), prefixed(names, "")["a"]())
}
