// Copies of map values that are changed for their own sake: sent, returned, put under another key, compared, or fed to a builder.
// clean: nothing of the map was meant to change.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type profile struct {
	Name  string
	Email string
	Age   int
	marks [3]int
}

func (p *profile) redact() { p.Email = "***" }

func (p profile) older() profile {
	p.Age++
	return p
}

type book struct {
	byID map[int]profile
	out  chan profile
}

func (b *book) public(id int) ([]byte, error) {
	p := b.byID[id]
	p.redact()
	return json.Marshal(p)
}

func (b *book) send(id int) {
	p, ok := b.byID[id]
	if !ok {
		return
	}
	p.Name = strings.ToUpper(p.Name)
	b.out <- p
}

func (b *book) copyTo(from, to int) {
	p := b.byID[from]
	p.marks[0]++
	p.Name += " (copy)"
	b.byID[to] = p
}

func (b *book) same(id int, name string) bool {
	p := b.byID[id]
	p.Name = name
	return p == b.byID[id]
}

func (b *book) all() (out []profile) {
	for _, p := range b.byID {
		p.redact()
		out = append(out, p)
	}
	return out
}

func (b *book) best() (best profile) {
	for _, p := range b.byID {
		p.Age += p.marks[0]
		if p.Age > best.Age {
			best = p
		}
	}
	return best
}

func (b *book) birthday(id int) { b.byID[id] = b.byID[id].older() }

func (b *book) print(id int) {
	p := b.byID[id]
	p.Age *= 12
	fmt.Fprintf(os.Stdout, "%+v months\n", p)
}

func main() {
	b := &book{byID: map[int]profile{1: {Name: "a", Age: 3}}, out: make(chan profile, 4)}
	b.send(1)
	b.copyTo(1, 2)
	b.birthday(2)
	b.print(2)
	j, err := b.public(1)
	fmt.Println(string(j), err, b.same(1, "a"), len(b.all()), b.best().Name, (<-b.out).Name)
}
