// Outer variables whose address goes into a map once per value: replaced by new before each store, stored after the loop, one key only, or value copies.
// clean: every entry has an object of its own, or one is meant.
package main

import (
	"bufio"
	"fmt"
	"strings"
)

type section struct {
	name  string
	lines []string
}

type doc struct {
	sections map[string]*section
	latest   map[string]*section
	shared   map[string]*section
}

func parse(text string) *doc {
	d := &doc{sections: map[string]*section{}, latest: map[string]*section{}, shared: map[string]*section{}}
	var cur *section
	in := bufio.NewScanner(strings.NewReader(text))
	for in.Scan() {
		l := in.Text()
		if name, ok := strings.CutPrefix(l, "#"); ok {
			cur = &section{name: name}
			d.sections[name] = cur
			continue
		}
		if cur != nil {
			cur.lines = append(cur.lines, l)
		}
	}
	return d
}

func (d *doc) remember(ss []section) {
	var last section
	for _, s := range ss {
		last = s
	}
	d.latest["last"] = &last
}

func (d *doc) current(ss []section) {
	var cur section
	for _, cur = range ss {
		d.latest["current"] = &cur
	}
}

func (d *doc) share(names []string) {
	common := &section{name: "common"}
	for _, n := range names {
		if _, ok := d.shared[n]; !ok {
			d.shared[n] = common
		}
	}
	common.lines = append(common.lines, names...)
}

func (d *doc) split(ss []section) map[string][]section {
	var group []section
	out := map[string][]section{}
	for i, s := range ss {
		group = append(group, s)
		if i%2 == 1 {
			out[s.name] = group
			group = nil
		}
	}
	return out
}

func main() {
	d := parse("#a\n1\n2\n#b\n3")
	ss := []section{{name: "x"}, {name: "y"}}
	d.remember(ss)
	d.current(ss)
	d.share([]string{"p", "q"})
	fmt.Println(len(d.sections["a"].lines), d.latest["last"].name, len(d.split(ss)), d.shared["p"] == d.shared["q"])
}
