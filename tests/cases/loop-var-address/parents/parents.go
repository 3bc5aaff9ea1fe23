// Children that get a pointer to their parent: to the variable of the loop, through a slice that lies outside of it, or to the element.
// aliases: Adopt gives all children one parent; clean: AdoptElements, and Own, whose pointer stays in the variable.
package parents

type node struct {
	id   int
	up   *node
	kids []node
	best struct{ of *node }
}

func Adopt(nodes []node) {
	for _, n := range nodes {
		for i := range n.kids {
			n.kids[i].up = &n // want loop-var-address
		}
	}
}

func AdoptElements(nodes []node) {
	for i := range nodes {
		n := &nodes[i]
		for j := range n.kids {
			n.kids[j].up = n
		}
	}
}

func Own(nodes []node) (sum int) {
	for _, n := range nodes {
		n.best.of = &n
		sum += n.best.of.id
	}
	return sum
}
