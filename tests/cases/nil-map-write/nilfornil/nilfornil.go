// Functions that give no map for no map, and one for every other: who gives them a map may write in what they give.
// panics: `nilfornil none`; clean: `nilfornil`.
package main

import (
	"fmt"
	"maps"
	"os"
)

func invert(m map[string]int) map[int]string {
	if m == nil {
		return nil
	}
	out := make(map[int]string, len(m))
	for k, v := range m {
		out[v] = k
	}
	return out
}

func tally(words []string) map[string]int {
	m := map[string]int{}
	for _, w := range words {
		m[w]++
	}
	return m
}

type options struct {
	env   map[string]string
	extra map[string]string
}

func (o *options) merged() map[string]string {
	out := maps.Clone(o.env)
	if out == nil {
		out = make(map[string]string, 1)
	}
	out["merged"] = "yes"
	return out
}

func (o *options) added() map[string]string {
	out := maps.Clone(o.extra)
	out["added"] = "yes" // want nil-map-write
	return out
}

func main() {
	t := tally(os.Args)
	t["more"] = 9
	names := invert(t)
	names[10] = "ten"
	o := &options{}
	fmt.Println(names, o.merged())
	if len(os.Args) > 1 {
		var none map[string]int
		if os.Args[1] != "none" {
			none = t
		}
		lost := invert(none)
		lost[1] = "one" // want nil-map-write
		fmt.Println(o.added())
	}
}
