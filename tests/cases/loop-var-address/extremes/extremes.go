// A pointer variable that is kept from one iteration to another.
// aliases: max, previous and tracked point to the variable of the last iteration; clean: latest, which is that one, and copies.
package main

type reading struct {
	at    int
	value int
}

func max(all []reading) *reading {
	var best *reading
	for _, r := range all {
		if best == nil || r.value > best.value {
			best = &r // want loop-var-address
		}
	}
	return best
}

func rises(all []reading) (n int) {
	var prev *reading
	for _, r := range all {
		if prev != nil && r.value > prev.value {
			n++
		}
		prev = &r // want loop-var-address
	}
	return n
}

func tracked(all []reading) func() int {
	var low *reading
	get := func() int { return low.value }
	for _, r := range all {
		if low == nil || r.value < get() {
			low = &r // want loop-var-address
		}
	}
	return get
}

func maxCopied(all []reading) *reading {
	var best *reading
	for _, r := range all {
		if best == nil || r.value > best.value {
			r := r
			best = &r
		}
	}
	return best
}

func latest(all []reading) *reading {
	var last *reading
	for _, r := range all {
		last = &r
	}
	return last
}

func each(all []reading) (n int) {
	var cur *reading
	for _, r := range all {
		cur = &r
		n += cur.value
	}
	return n
}

func main() {
	all := []reading{{1, 5}, {2, 9}, {3, 7}}
	if max(all).value != 7 {
		panic("max")
	}
	if rises(all) != 0 {
		panic("rises")
	}
	if tracked(all)() != 7 {
		panic("tracked")
	}
	if maxCopied(all).value != 9 || latest(all).value != 7 || each(all) != 21 {
		panic("clean")
	}
}
