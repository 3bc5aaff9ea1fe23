// A pointer variable: one object that is overwritten, or a new one each time.
// aliases: all keys have one object; clean: the pointer is renewed, by the loop, a call, a branch of it.
package main

type order struct {
	id   string
	tags []string
}

func load(id string) *order { return &order{id: id} }

func overwritten(ids []string) map[string]*order {
	m := map[string]*order{}
	o := &order{}
	for _, id := range ids {
		*o = order{id: id}
		m[id] = o // want aliased-map-values
	}
	return m
}

func fieldwise(ids []string) map[string]*order {
	m := map[string]*order{}
	o := new(order)
	for _, id := range ids {
		o.id = id
		m[id] = o // want aliased-map-values
	}
	return m
}

func renewed(ids []string) map[string]*order {
	m := map[string]*order{}
	var o *order
	for _, id := range ids {
		o = &order{}
		o.id = id
		m[id] = o
	}
	return m
}

func renewedLate(ids []string) map[string]*order {
	m := map[string]*order{}
	o := new(order)
	for _, id := range ids {
		o.id = id
		m[id] = o
		o = new(order)
	}
	return m
}

func loaded(ids []string) map[string]*order {
	m := map[string]*order{}
	var o *order
	for _, id := range ids {
		if o == nil || o.id != id {
			o = load(id)
		}
		o.tags = append(o.tags, id)
		m[id] = o
	}
	return m
}

func all(orders []*order) map[string]*order {
	m := map[string]*order{}
	for _, o := range orders {
		o.tags = nil
		m[o.id] = o
	}
	return m
}

func main() {
	ids := []string{"a", "b"}
	if m := overwritten(ids); m["a"].id != "b" {
		panic("overwritten")
	}
	if m := fieldwise(ids); m["a"].id != "b" {
		panic("fieldwise")
	}
	if renewed(ids)["a"].id != "a" || renewedLate(ids)["a"].id != "a" || loaded(ids)["a"].id != "a" || all([]*order{{id: "a"}})["a"].id != "a" {
		panic("clean")
	}
}
