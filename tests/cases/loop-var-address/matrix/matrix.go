// Nested loops: the outer loop's variable kept by the inner one, and a variable of the outer body.
// aliases: owners all point to the last team; clean: a copy in the outer body, and the inner variable kept for one round.
package main

type team struct {
	name    string
	members []string
}

func owners(teams []team) map[string]*team {
	m := map[string]*team{}
	for _, t := range teams {
		for _, member := range t.members {
			m[member] = &t // want loop-var-address
		}
	}
	return m
}

func members(teams []team) (out [][]*string) {
	for _, t := range teams {
		var row []*string
		for _, member := range t.members {
			row = append(row, &member) // want loop-var-address
		}
		out = append(out, row)
	}
	return out
}

func ownersCopied(teams []team) map[string]*team {
	m := map[string]*team{}
	for _, t := range teams {
		own := t
		for _, member := range own.members {
			m[member] = &own
		}
	}
	return m
}

func longest(teams []team) (n int) {
	for _, t := range teams {
		var best *team
		for range t.members {
			best = &t
		}
		if best != nil && len(best.name) > n {
			n = len(best.name)
		}
	}
	return n
}

func main() {
	teams := []team{{"red", []string{"a", "b"}}, {"blue", []string{"c"}}}
	if m := owners(teams); m["a"].name != "blue" {
		panic("owners")
	}
	if m := members(teams); m[0][0] != m[0][1] {
		panic("members")
	}
	if ownersCopied(teams)["a"].name != "red" || longest(teams) != 4 {
		panic("clean")
	}
}
