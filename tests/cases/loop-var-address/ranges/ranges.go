// Everything that can be ranged over before go1.22: maps, channels, strings, arrays.
// aliases: keys, values, elements and runes are one variable each; clean: the blank identifier and values.
package main

type conf struct{ v int }

func keys(m map[string]conf) (out []*string) {
	for k := range m {
		out = append(out, &k) // want loop-var-address
	}
	return out
}

func values(m map[string]conf, out map[string]*conf) {
	for k, v := range m {
		out[k] = &v // want loop-var-address
	}
}

func drain(c <-chan conf) (out []*conf) {
	for v := range c {
		out = append(out, &v) // want loop-var-address
	}
	return out
}

func runes(s string) (out []*rune) {
	for _, r := range s {
		out = append(out, &r) // want loop-var-address
	}
	return out
}

func array(a *[3]conf) (out []*conf) {
	for _, v := range a {
		out = append(out, &v) // want loop-var-address
	}
	for i := range a {
		out = append(out, &a[i])
	}
	return out
}

func reused(m map[string]conf) (out []string) {
	var k string
	for k = range m {
		out = append(out, k)
	}
	p := &k
	return append(out, *p)
}

func main() {
	m := map[string]conf{"a": {1}, "b": {2}}
	if k := keys(m); k[0] != k[1] {
		panic("keys")
	}
	out := map[string]*conf{}
	values(m, out)
	if out["a"] != out["b"] {
		panic("values")
	}
	c := make(chan conf, 2)
	c <- conf{1}
	c <- conf{2}
	close(c)
	if d := drain(c); d[0] != d[1] {
		panic("drain")
	}
	if r := runes("xy"); r[0] != r[1] {
		panic("runes")
	}
	if a := array(new([3]conf)); a[0] != a[2] || a[3] == a[4] {
		panic("array")
	}
	if len(reused(m)) != 3 {
		panic("clean")
	}
}
