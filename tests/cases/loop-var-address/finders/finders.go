// Ways out of the loop right after the address is taken: no later iteration can change what it points to.
// aliases: resume and maybe go on; clean: return, break, labelled break, goto, panic behind the store.
package main

type task struct {
	id   int
	done bool
}

type board struct{ current *task }

func find(tasks []task, id int) *task {
	for _, t := range tasks {
		if t.id == id {
			return &t
		}
	}
	return nil
}

func (b *board) pick(tasks []task) {
	for _, t := range tasks {
		if !t.done {
			b.current = &t
			break
		}
	}
}

func (b *board) pickNested(groups [][]task) {
search:
	for _, g := range groups {
		for _, t := range g {
			if !t.done {
				b.current = &t
				break search
			}
		}
	}
}

// The inner loop ends, and with the next group comes a new variable.
func firsts(groups [][]task) (out []*task) {
	for _, g := range groups {
		for _, t := range g {
			if !t.done {
				out = append(out, &t)
				break
			}
		}
	}
	return out
}

func (b *board) jump(tasks []task) {
	for _, t := range tasks {
		if !t.done {
			b.current = &t
			goto found
		}
	}
	b.current = nil
found:
}

func (b *board) resume(tasks []task) {
	for _, t := range tasks {
		if !t.done {
			b.current = &t // want loop-var-address
			continue
		}
	}
}

func (b *board) maybe(tasks []task, enough func() bool) {
	for _, t := range tasks {
		if t.done {
			continue
		}
		b.current = &t // want loop-var-address
		if enough() {
			break
		}
	}
}

func main() {
	tasks := []task{{1, true}, {2, false}, {3, true}}
	var b board
	b.resume(tasks)
	if b.current.id != 3 {
		panic("resume")
	}
	b.maybe(tasks, func() bool { return false })
	if b.current.id != 3 {
		panic("maybe")
	}
	b.pick(tasks)
	if b.current.id != 2 || find(tasks, 1).id != 1 {
		panic("pick")
	}
	b.jump(tasks)
	if b.current.id != 2 {
		panic("jump")
	}
	b.pickNested([][]task{tasks, tasks})
	if f := firsts([][]task{tasks, {{4, false}}}); f[0].id != 2 || f[1].id != 4 || b.current.id != 2 {
		panic("firsts")
	}
}
