// A method or function of the package puts the address into the map.
// aliases: the index has one entry for all keys; clean: setters that copy, that are given a new object, or one key.
package main

type doc struct{ title string }

type index struct{ docs map[string]*doc }

func (x *index) put(key string, d *doc)    { x.docs[key] = d }
func (x *index) putSelf(d *doc)            { x.docs[d.title] = d }
func (x *index) putCopy(key string, d doc) { x.docs[key] = &d }
func (x *index) setLast(d *doc)            { x.docs["last"] = d }

func build(titles []string) *index {
	x := &index{map[string]*doc{}}
	var d doc
	for _, t := range titles {
		d.title = t
		x.put(t, &d) // want aliased-map-values
	}
	return x
}

func buildSelf(titles []string) *index {
	x := &index{map[string]*doc{}}
	var d doc
	for _, t := range titles {
		d = doc{t}
		x.putSelf(&d) // want aliased-map-values
	}
	return x
}

func buildCopies(titles []string) *index {
	x := &index{map[string]*doc{}}
	var d doc
	for _, t := range titles {
		d.title = t
		x.putCopy(t, d)
		x.setLast(&d)
		own := d
		x.put(t, &own)
		x.put("first", &d)
	}
	return x
}

func main() {
	titles := []string{"a", "b"}
	if x := build(titles); x.docs["a"].title != "b" {
		panic("build")
	}
	if x := buildSelf(titles); x.docs["a"] != x.docs["b"] {
		panic("buildSelf")
	}
	if x := buildCopies(titles); x.docs["a"].title != "a" {
		panic("clean")
	}
}
