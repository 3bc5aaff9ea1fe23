// Methods of the loop variable: bound ones kept, started, deferred; called at once.
// aliases: the kept methods, the goroutines and the deferred calls see the last service; clean: calls, value receivers, pointers.
package main

import "sync"

type service struct {
	name   string
	closed *[]string
	wg     *sync.WaitGroup
}

func (s *service) start()       { s.name += "!" }
func (s *service) stop()        { *s.closed = append(*s.closed, s.name) }
func (s *service) run()         { s.wg.Wait() }
func (s service) title() string { return s.name }

func hooks(all []service) (out []func()) {
	for _, s := range all {
		out = append(out, s.stop) // want loop-var-address
	}
	return out
}

func deferred(all []service) {
	for _, s := range all {
		defer s.stop() // want loop-var-address
	}
}

func started(all []service) {
	for _, s := range all {
		go s.run() // want loop-var-address
	}
}

func titles(all []service) (out []func() string) {
	for _, s := range all {
		s.start()
		out = append(out, s.title)
	}
	return out
}

func pointers(all []*service) {
	for _, s := range all {
		go s.run()
		defer s.stop()
	}
}

func calledNow(all []service) {
	for _, s := range all {
		f := s.stop
		f()
	}
}

func main() {
	var closed []string
	var wg sync.WaitGroup
	all := []service{{"a", &closed, &wg}, {"b", &closed, &wg}}
	for _, f := range hooks(all) {
		f()
	}
	deferred(all)
	if closed[0] != "b" || closed[1] != "b" || closed[2] != "b" || closed[3] != "b" {
		panic("stop")
	}
	started(all)
	closed = nil
	pointers([]*service{&all[0], &all[1]})
	calledNow(all)
	if closed[0] != "b" || closed[1] != "a" || closed[2] != "a" || titles(all)[0]() != "a!" {
		panic("clean")
	}
}
