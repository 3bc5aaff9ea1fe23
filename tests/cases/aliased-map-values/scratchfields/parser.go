// Scratch space of a parser that gets into the tables: a field's address, one object behind a pointer, a slice of one array.
// aliases: every entry shows the last line; clean: Clone, Strings, Boxed.
package scratchfields

import (
	"bufio"
	"io"
)

type row struct {
	key string
	n   int
}

type Parser struct {
	cur  row
	rows map[string]*row
	raw  map[string][]byte
	keys map[string]string
}

func New() *Parser {
	return &Parser{rows: map[string]*row{}, raw: map[string][]byte{}, keys: map[string]string{}}
}

func (p *Parser) Rows(r io.Reader) {
	in := bufio.NewScanner(r)
	for in.Scan() {
		p.cur.key = in.Text()
		p.cur.n++
		p.rows[p.cur.key] = &p.cur // want aliased-map-values
	}
}

func (p *Parser) Objects(lines []string) {
	o := new(row)
	for i, l := range lines {
		o.key, o.n = l, i
		p.rows[l] = o // want aliased-map-values
	}
}

func (p *Parser) Raw(lines []string) {
	var buf [32]byte
	for _, l := range lines {
		n := copy(buf[:], l)
		p.raw[l] = buf[:n] // want aliased-map-values
	}
}

func (p *Parser) Clone(lines []string) {
	var buf [32]byte
	for _, l := range lines {
		n := copy(buf[:], l)
		p.raw[l] = append([]byte(nil), buf[:n]...)
	}
}

func (p *Parser) Strings(lines []string) {
	var buf [32]byte
	for _, l := range lines {
		n := copy(buf[:], l)
		p.keys[l] = string(buf[:n])
	}
}

func (p *Parser) Boxed(lines []string) {
	for i, l := range lines {
		p.cur = row{key: l, n: i}
		o := p.cur
		p.rows[l] = &o
	}
}
