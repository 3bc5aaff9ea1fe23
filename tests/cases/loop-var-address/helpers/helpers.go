// Functions of the package that are given the address: some keep it, some hand it back, some only look.
// aliases: all kept pointers are one; clean: helpers that read, change or store in what the iteration made.
package main

type event struct{ n int }

type queue struct{ events []*event }

func (q *queue) push(e *event)   { q.events = append(q.events, e) }
func (q *queue) note(e *event)   { q.push(e) }
func (q *queue) total(e *event)  { e.n += len(q.events) }
func same(e *event) *event       { return e }
func fresh(e *event) *event      { c := *e; return &c }
func link(b *box, e *event)      { b.event = e }
func later(f func())             { pending = append(pending, f) }
func now(f func())               { f() }
func value(e *event, n int) *int { v := e.n + n; return &v }

type box struct{ event *event }

var pending []func()

func keep(q *queue, events []event) {
	for _, e := range events {
		q.push(&e) // want loop-var-address
	}
}

func keepDeep(q *queue, events []event) {
	for _, e := range events {
		q.note(&e) // want loop-var-address
	}
}

func handBack(events []event) (out []*event) {
	for _, e := range events {
		out = append(out, same(&e)) // want loop-var-address
	}
	return out
}

func schedule(events []event, sum *int) {
	for _, e := range events {
		later(func() { *sum += e.n }) // want loop-var-address
	}
}

func outer(b *box, events []event) {
	for _, e := range events {
		link(b, &e) // want loop-var-address
	}
}

func clean(q *queue, events []event) (out []*event, sums []*int) {
	for _, e := range events {
		q.total(&e)
		out = append(out, fresh(&e))
		var b box
		link(&b, &e)
		now(func() { e.n++ })
		var own queue
		own.push(&e)
		sums = append(sums, value(&e, len(own.events)))
	}
	return out, sums
}

func main() {
	events := []event{{1}, {2}}
	var q queue
	keep(&q, events)
	keepDeep(&q, events)
	if q.events[0] != q.events[1] || q.events[2] != q.events[3] {
		panic("keep")
	}
	if h := handBack(events); h[0] != h[1] {
		panic("handBack")
	}
	sum := 0
	schedule(events, &sum)
	for _, f := range pending {
		f()
	}
	if sum != 4 {
		panic("schedule")
	}
	var b box
	outer(&b, append(events, event{9}))
	if b.event.n != 9 {
		panic("outer")
	}
	if out, _ := clean(new(queue), events); out[0] == out[1] || out[0].n != 1 {
		panic("clean")
	}
}
