// What helpers say of an error, of a pointer or of a key before the value is used, and what stands beside it; and helpers that say nothing.
// panics: the second argument names a bad function and the third an unknown gate; clean: `vouched all north`.
package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

type gate struct {
	city string
	load int
}

type board struct{ gates map[string]*gate }

var errUnknown = errors.New("unknown gate")

func (b *board) find(name string) (*gate, error) {
	if g, ok := b.gates[name]; ok {
		return g, nil
	}
	return nil, errUnknown
}

// ---- of errors ----

func orExit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func isFailure(err error) bool { return err != nil }

func annotate(err error, at string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("at %s: %w", at, err)
}

func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUnknown):
		return 2
	}
	return 1
}

// It only writes it down.
func remember(err error) bool {
	if err != nil {
		fmt.Fprintln(os.Stderr, "remembered:", err)
	}
	return len(os.Args) > 5
}

func (b *board) exits(name string) int {
	g, err := b.find(name)
	orExit(err)
	return g.load
}

func (b *board) fails(name string) int {
	g, err := b.find(name)
	if isFailure(err) {
		return -1
	}
	return g.load
}

func (b *board) annotated(name string) (int, error) {
	g, err := b.find(name)
	if err := annotate(err, name); err != nil {
		return 0, err
	}
	return g.load, nil
}

func (b *board) coded(name string) int {
	g, err := b.find(name)
	if code := exitCode(err); code != 0 {
		return code
	}
	return g.load
}

func (b *board) remembered(name string) int {
	g, err := b.find(name)
	if remember(err) {
		return -1
	}
	return g.load // want nil-map-value
}

func (b *board) wrongWay(name string) int {
	g, err := b.find(name)
	if !isFailure(err) {
		return g.load
	}
	return g.load // want nil-map-value
}

// ---- of the value ----

func usable(g *gate) error {
	if g == nil {
		return errUnknown
	}
	if g.load < 0 {
		return errors.New("closed")
	}
	return nil
}

func busy(g *gate) error {
	if len(os.Args) > 9 {
		return errors.New("busy")
	}
	return nil
}

func (b *board) validated(name string) int {
	g := b.gates[name]
	if err := usable(g); err != nil {
		return 0
	}
	return g.load
}

func (b *board) notValidated(name string) int {
	g := b.gates[name]
	if err := busy(g); err != nil {
		return 0
	}
	return g.load // want nil-map-value
}

// ---- beside it ----

type verdict int

const (
	open verdict = iota
	shut
	missing
)

func (b *board) judged(name string) (*gate, verdict) {
	g, ok := b.gates[name]
	switch {
	case !ok:
		return nil, missing
	case g.load < 0:
		return g, shut
	}
	return g, open
}

func (b *board) both(from, to string) (f, t *gate, ok bool) {
	f, first := b.gates[from]
	t, second := b.gates[to]
	return f, t, first && second
}

func (b *board) either(from, to string) (f, t *gate, ok bool) {
	f, first := b.gates[from]
	t, second := b.gates[to]
	return f, t, first || second
}

func (b *board) absent(name string) (g *gate, gone bool) {
	g = b.gates[name]
	return g, g == nil
}

func (b *board) byVerdict(name string) int {
	g, v := b.judged(name)
	if v == missing {
		return 0
	}
	return g.load
}

func (b *board) byOther(name string) int {
	g, v := b.judged(name)
	if v == shut {
		return 0
	}
	return g.load // want nil-map-value
}

func (b *board) byBoth(from, to string) int {
	f, t, ok := b.both(from, to)
	if !ok {
		return 0
	}
	return f.load + t.load
}

func (b *board) byEither(from, to string) int {
	f, _, ok := b.either(from, to)
	if !ok {
		return 0
	}
	return f.load // want nil-map-value
}

func (b *board) byAbsent(name string) int {
	g, gone := b.absent(name)
	if gone {
		return 0
	}
	return g.load
}

// ---- counted, collected ----

func (b *board) counted(from, to string) int {
	unknown := 0
	f, t := b.gates[from], b.gates[to]
	if f == nil {
		unknown++
	}
	if t == nil {
		unknown++
	}
	if unknown > 0 {
		return 0
	}
	return f.load + t.load
}

func (b *board) collected(from string) (int, error) {
	var unknown []string
	f := b.gates[from]
	if f == nil {
		unknown = append(unknown, from)
	}
	if len(unknown) != 0 {
		return 0, errors.New(strings.Join(unknown, " "))
	}
	return f.load, nil
}

func (b *board) countedTooHigh(from string) int {
	unknown := 0
	f := b.gates[from]
	if f == nil {
		unknown++
	}
	if unknown > 1 {
		return 0
	}
	return f.load // want nil-map-value
}

// ---- of keys ----

var cities = map[string]*gate{"north": {"Oslo", 1}, "south": {"Rome", 2}}

func normal(name string) string {
	switch n := strings.ToLower(name); n {
	case "north", "south":
		return n
	}
	return "north"
}

func byNormal(name string) string { return cities[normal(name)].city } // want-possible nil-map-value

func byLower(name string) string { return cities[strings.ToLower(name)].city } // want nil-map-value

func byList(name string) string {
	if !slices.Contains([]string{"north", "south"}, name) {
		return ""
	}
	return cities[name].city // want-possible nil-map-value
}

func (b *board) known(names []string) error {
	for _, n := range names {
		if b.gates[n] == nil {
			return errUnknown
		}
	}
	return nil
}

func (b *board) all(names []string) (sum int) {
	if b.known(names) != nil {
		return 0
	}
	for _, n := range names {
		sum += b.gates[n].load // want-possible nil-map-value
	}
	return sum
}

func (b *board) allUnasked(names []string) (sum int) {
	for _, n := range names {
		sum += b.gates[n].load // want nil-map-value
	}
	return sum
}

func main() {
	b := &board{gates: map[string]*gate{"north": {"Oslo", 1}}}
	name := os.Args[2]
	switch os.Args[1] {
	case "remembered":
		fmt.Println(b.remembered(name))
	case "wrongWay":
		fmt.Println(b.wrongWay(name))
	case "notValidated":
		fmt.Println(b.notValidated(name))
	case "byOther":
		fmt.Println(b.byOther(name))
	case "byEither":
		fmt.Println(b.byEither(name, "north"))
	case "countedTooHigh":
		fmt.Println(b.countedTooHigh(name))
	case "byLower":
		fmt.Println(byLower(name))
	case "allUnasked":
		fmt.Println(b.allUnasked(os.Args[2:]))
	default:
		fmt.Println(b.fails(name), b.coded(name), b.validated(name), b.byVerdict(name), b.byBoth(name, name), b.byAbsent(name), b.counted(name, name))
		fmt.Println(b.annotated(name))
		fmt.Println(b.collected(name))
		fmt.Println(byNormal(name), byList(name), b.all(os.Args[2:]), b.exits(name))
	}
}
