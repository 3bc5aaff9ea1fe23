// A machine whose operands are numbers or names: the names come out of programs that are compiled in, and only those become keys; the
// numbers count. A handler's own names come from requests.
// heap grows: asked; clean: fields.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type instr struct{ operand any }

type machine struct {
	mu     sync.Mutex
	code   []instr
	next   int
	fields map[string]int
	asked  map[string]int
}

func (m *machine) emit(operand any) { m.code = append(m.code, instr{operand}) }

func (m *machine) compile() {
	m.next++
	m.emit(m.next)
	m.emit("name")
	m.emit("size")
}

func (m *machine) run() {
	for _, i := range m.code {
		if name, ok := i.operand.(string); ok {
			m.fields[name]++
		}
	}
}

func (m *machine) ask(q any) {
	name, ok := q.(string)
	if !ok {
		return
	}
	m.asked[name]++ // want unbounded-map
}

func (m *machine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.compile()
	m.run()
	m.ask(r.FormValue("q"))
	fmt.Fprintln(w, len(m.fields), len(m.asked))
}

func main() {
	m := &machine{fields: map[string]int{}, asked: map[string]int{}}
	log.Fatal(http.ListenAndServe("localhost:0", m))
}
