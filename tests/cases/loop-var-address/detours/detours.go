// The address goes through a local pointer, a local struct, a local slice before it is kept.
// aliases: all kept structs point to the last user; clean: locals that end with the iteration.
package main

type user struct{ name string }

type session struct {
	user *user
	id   int
}

func viaPointer(users []user) (out []*user) {
	for _, u := range users {
		p := &u // want loop-var-address
		out = append(out, p)
	}
	return out
}

func viaStruct(users []user) map[string]session {
	m := map[string]session{}
	for i, u := range users {
		s := session{user: &u} // want loop-var-address
		s.id = i
		m[u.name] = s
	}
	return m
}

func viaObject(users []user) (out []*session) {
	for i, u := range users {
		s := new(session)
		s.id = i
		s.user = &u // want loop-var-address
		out = append(out, s)
	}
	return out
}

func viaSlice(users []user) (out [][]*user) {
	for _, u := range users {
		pair := []*user{&u, nil} // want loop-var-address
		out = append(out, pair)
	}
	return out
}

func viaInterface(users []user) (out []any) {
	for _, u := range users {
		var v any = &u // want loop-var-address
		out = append(out, v)
	}
	return out
}

func viaChoice(users []user, anonymous *user) (out []*user) {
	for _, u := range users {
		p := anonymous
		if u.name != "" {
			p = &u // want loop-var-address
		}
		out = append(out, p)
	}
	return out
}

func local(users []user) (n int) {
	for _, u := range users {
		p := &u
		s := session{user: p}
		group := []*user{p, s.user}
		byName := map[string]*user{u.name: p}
		n += len(group) + len(byName[u.name].name) + s.id
	}
	return n
}

func main() {
	users := []user{{"a"}, {"b"}}
	if p := viaPointer(users); p[0] != p[1] {
		panic("viaPointer")
	}
	if m := viaStruct(users); m["a"].user != m["b"].user {
		panic("viaStruct")
	}
	if p := viaObject(users); p[0].user != p[1].user || p[0].id != 0 {
		panic("viaObject")
	}
	if p := viaSlice(users); p[0][0] != p[1][0] {
		panic("viaSlice")
	}
	if p := viaInterface(users); p[0] != p[1] {
		panic("viaInterface")
	}
	if p := viaChoice(users, nil); p[0] != p[1] {
		panic("viaChoice")
	}
	if local(users) != 6 {
		panic("clean")
	}
}
