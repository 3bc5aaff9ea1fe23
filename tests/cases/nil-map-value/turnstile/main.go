// A state machine from a literal of states, and lookups that the program proves in different ways.
// clean: every state that is named is there; unknown events are tested.
package main

import (
	"bufio"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
)

type stateID int

const (
	locked stateID = iota
	unlocked
	broken
)

type state struct {
	name string
	next map[string]stateID
	seen int
}

var states = map[stateID]*state{
	locked:   {name: "locked", next: map[string]stateID{"coin": unlocked}},
	unlocked: {name: "unlocked", next: map[string]stateID{"push": locked, "coin": unlocked}},
	broken:   {name: "broken"},
}

type machine struct {
	cur *state
}

func start() *machine { return &machine{cur: states[locked]} }

func (m *machine) feed(event string) {
	id, ok := m.cur.next[event]
	if !ok {
		m.cur = states[broken]
		m.cur.seen++
		return
	}
	next, ok := states[id]
	if !ok {
		log.Fatalf("state %d has no entry", id)
	}
	m.cur = next
	next.seen++
}

func must(id stateID) *state {
	s := states[id]
	if s == nil {
		panic(fmt.Sprint("no state ", id))
	}
	return s
}

func summary() (lines []string) {
	for _, id := range slices.Sorted(maps.Keys(states)) {
		lines = append(lines, fmt.Sprintf("%s=%d", states[id].name, states[id].seen))
	}
	return lines
}

func main() {
	m := start()
	in := bufio.NewScanner(os.Stdin)
	in.Split(bufio.ScanWords)
	for in.Scan() {
		m.feed(in.Text())
	}
	fmt.Println(m.cur.name, must(unlocked).seen, summary())
}
