// The address in a struct, in a slice, in an object that becomes the value.
// aliases: the pointers in all values are one; clean: values copied into the struct, and a context that all share.
package main

type user struct{ name string }

type grant struct {
	user  *user
	level int
}

func inStruct(names []string) map[string]grant {
	m := map[string]grant{}
	var u user
	for i, n := range names {
		u.name = n
		m[n] = grant{user: &u, level: i} // want aliased-map-values
	}
	return m
}

func inSlice(names []string) map[int][]*user {
	m := map[int][]*user{}
	var u user
	for _, n := range names {
		u = user{n}
		m[len(n)] = append(m[len(n)], &u) // want aliased-map-values
	}
	return m
}

func inObject(names []string) map[string]*grant {
	m := map[string]*grant{}
	var u user
	for i, n := range names {
		u.name = n
		g := &grant{level: i}
		g.user = &u
		m[n] = g // want aliased-map-values
	}
	return m
}

func inEntry(m map[string]*grant) {
	var u user
	for k := range m {
		u = user{k}
		m[k].user = &u // want aliased-map-values
	}
}

func inInterface(names []string) map[string]any {
	m := map[string]any{}
	var u user
	for _, n := range names {
		u.name = n
		m[n] = &u // want aliased-map-values
	}
	return m
}

type server struct{ hits int }

type route struct {
	path string
	srv  *server
}

func routes(paths []string, srv *server) map[string]*route {
	m := map[string]*route{}
	for _, p := range paths {
		srv.hits++
		m[p] = &route{path: p, srv: srv}
	}
	return m
}

func copied(names []string) map[string]grant {
	m := map[string]grant{}
	var u user
	for _, n := range names {
		u.name = n
		c := u
		m[n] = grant{user: &c}
	}
	return m
}

func main() {
	names := []string{"a", "b"}
	if m := inStruct(names); m["a"].user.name != "b" {
		panic("inStruct")
	}
	if m := inSlice(names); m[1][0].name != "b" {
		panic("inSlice")
	}
	m := inObject(names)
	if m["a"].user.name != "b" {
		panic("inObject")
	}
	inEntry(m)
	if m["a"].user != m["b"].user {
		panic("inEntry")
	}
	if m := inInterface(names); m["a"] != m["b"] {
		panic("inInterface")
	}
	if routes(names, &server{})["a"].path != "a" || copied(names)["a"].user.name != "a" {
		panic("clean")
	}
}
