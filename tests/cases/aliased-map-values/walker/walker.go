// The variable is captured by a callback that is called again and again.
// aliases: all paths have one node; clean: a callback that runs once, and one with a variable of its own.
package main

import "sync"

type info struct{ size int }

type tree struct {
	paths []string
}

func (t tree) walk(f func(path string)) {
	for _, p := range t.paths {
		f(p)
	}
}

func sizes(t tree) map[string]*info {
	m := map[string]*info{}
	var in info
	t.walk(func(path string) {
		in.size = len(path)
		m[path] = &in // want aliased-map-values
	})
	return m
}

func syncRange(src *sync.Map) map[string]*info {
	m := map[string]*info{}
	var in info
	src.Range(func(k, v any) bool {
		in = info{v.(int)}
		m[k.(string)] = &in // want aliased-map-values
		return true
	})
	return m
}

func local(paths []string) map[string]*info {
	m := map[string]*info{}
	var in info
	add := func(path string) {
		in.size = len(path)
		m[path] = &in // want aliased-map-values
	}
	for _, p := range paths {
		add(p)
	}
	return m
}

func fresh(t tree) map[string]*info {
	m := map[string]*info{}
	t.walk(func(path string) {
		var in info
		in.size = len(path)
		m[path] = &in
	})
	return m
}

func once(name string) map[string]*info {
	m := map[string]*info{}
	var in info
	var o sync.Once
	o.Do(func() {
		in.size = len(name)
		m[name] = &in
	})
	return m
}

func locked(mu *sync.Mutex, names []string) map[string]*info {
	m := map[string]*info{}
	for _, n := range names {
		var in info
		func() {
			mu.Lock()
			defer mu.Unlock()
			in.size = len(n)
			m[n] = &in
		}()
	}
	return m
}

func main() {
	t := tree{[]string{"a", "bb"}}
	if m := sizes(t); m["a"].size != 2 {
		panic("sizes")
	}
	var s sync.Map
	s.Store("a", 1)
	s.Store("b", 2)
	if m := syncRange(&s); m["a"] != m["b"] {
		panic("syncRange")
	}
	if m := local(t.paths); m["a"].size != 2 {
		panic("local")
	}
	if fresh(t)["a"].size != 1 || once("abc")["abc"].size != 3 || locked(new(sync.Mutex), t.paths)["a"].size != 1 {
		panic("clean")
	}
}
