// Firewall rules that have an Equal method: a sync by pointers sees changes where there are none; and pointers as keys of a count.
// seen: Plan gives all rules of two equal sets; Distinct counts equal rules twice; clean: PlanEqual, Still, Reach.
package rulecompare

type Rule struct {
	Port  int
	Proto string
	Allow bool
}

func (r *Rule) Equal(o *Rule) bool {
	if r == o {
		return true
	}
	return r != nil && o != nil && *r == *o
}

type Set map[string]*Rule

func Plan(have, want Set) (changed []string) {
	for name, w := range want {
		if h, ok := have[name]; !ok || h != w { // want pointer-identity
			changed = append(changed, name)
		}
	}
	return changed
}

func PlanEqual(have, want Set) (changed []string) {
	for name, w := range want {
		if !have[name].Equal(w) {
			changed = append(changed, name)
		}
	}
	return changed
}

func Distinct(sets ...Set) int {
	seen := map[*Rule]int{}
	for _, s := range sets {
		for _, r := range s {
			seen[r]++ // want pointer-identity
		}
	}
	return len(seen)
}

// Still tells whether the entry is the one that the caller put in.
func (s Set) Still(name string, mine *Rule) bool { return s[name] == mine }

func (s Set) Remove(name string, mine *Rule) bool {
	if s[name] != mine {
		return false
	}
	delete(s, name)
	return true
}

type node struct {
	name string
	next []*node
}

// Reach walks a graph, whose nodes are their own identity.
func Reach(n *node, nodes map[string]*node) int {
	seen := map[*node]bool{}
	var walk func(*node)
	walk = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		for _, m := range n.next {
			walk(m)
		}
	}
	walk(n)
	walk(nodes["root"])
	return len(seen)
}
