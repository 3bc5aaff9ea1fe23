// A field that has the address for the length of the iteration only.
// aliases: set is left with the last job; clean: each, which resets the field, and replaced, which gives it a copy.
package main

type job struct{ id int }

type worker struct {
	cur  *job
	seen []int
}

func (w *worker) work() { w.seen = append(w.seen, w.cur.id) }

func (w *worker) set(jobs []job) {
	for _, j := range jobs {
		if j.id == 1 {
			w.cur = &j // want loop-var-address
		}
	}
}

func (w *worker) each(jobs []job) {
	for _, j := range jobs {
		w.cur = &j
		w.work()
		w.cur = nil
	}
}

func (w *worker) replaced(jobs []job) {
	for _, j := range jobs {
		w.cur = &j
		w.work()
		done := *w.cur
		w.cur = &done
	}
}

func main() {
	jobs := []job{{1}, {2}}
	var w worker
	w.set(jobs)
	if w.cur.id != 2 {
		panic("set")
	}
	w.each(jobs)
	w.replaced(jobs)
	if w.seen[0] != 1 || w.seen[1] != 2 || w.seen[2] != 1 || w.cur.id != 2 {
		panic("clean")
	}
}
