// Inject makes faulty copies of files of real modules, each changed in one file and still accepted by go/types. For tests/corpus/inject.py
// (-faults nil) a guard of a map lookup, the making of a map or the copy of a loop variable is taken out; for tests/race/inject.py (-faults race)
// a lock, an atomic operation, a delete, a close or the case that stops a goroutine.
//
// usage: inject -out DIR -dir PROGRAM [-faults nil|race] PATTERN...
//
// PROGRAM is the folder of a main module that has the packages named by the patterns among its dependencies. For each mutant there is a file
// DIR/N.go and a line of JSON on stdout.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Mutant is one faulty version of a file.
type Mutant struct {
	Kind    string `json:"kind"`    // what was done
	File    string `json:"file"`    // the file that it replaces
	Text    string `json:"text"`    // the file with the new text
	Package string `json:"package"` // import path
	Func    string `json:"func"`    // the changed function
	Line    int    `json:"line"`    // where the fault happens, in the new text
	First   int    `json:"first"`   // the lines of the function there
	Last    int    `json:"last"`
	Scope   string `json:"scope"` // where the finding is due: function or package
	Rules   string `json:"rules"` // any of these, comma-separated
	Was     string `json:"was"`   // the line that was changed
}

// A candidate is a change that go/types has not seen yet. Its edits keep the number of lines.
type candidate struct {
	kind  string
	edits []edit
	fault token.Pos
	where ast.Node // the position of what was changed
	scope string
	rules string
	above int // lines put at the top of the file
}

type edit struct {
	from, to token.Pos
	text     string
}

// Mutants of a kind in one package: each costs a check of the package.
const most = 20

const nilRules = "nil-map-value,nil-map-write"

func main() {
	out := flag.String("out", "", "folder for the changed files")
	dir := flag.String("dir", ".", "the main module")
	faults := flag.String("faults", "nil", "nil or race")
	flag.Parse()
	log.SetFlags(0)
	if *out == "" {
		log.Fatal("-out is missing")
	}
	program, err := load(*dir, flag.Args())
	if err != nil {
		log.Fatal(err)
	}
	lines := json.NewEncoder(os.Stdout)
	number, refused := 0, 0
	for _, p := range program.named {
		if p.types == nil {
			continue
		}
		candidates := finder(program, p, *faults)
		taken := map[string]int{}
		for i, file := range p.files {
			if ast.IsGenerated(file) {
				continue
			}
			for _, decl := range file.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if !ok || fn.Body == nil {
					continue
				}
				s := &site{program: program, pkg: p, file: file, source: p.sources[i], fn: fn}
				s.parents()
				for _, c := range candidates(s) {
					if taken[c.kind] >= most {
						continue
					}
					taken[c.kind]++
					text, ok := program.accepted(p, i, c)
					if !ok {
						refused++
						continue
					}
					name := filepath.Join(*out, fmt.Sprintf("%d.go", number))
					number++
					if err := os.WriteFile(name, text, 0o666); err != nil {
						log.Fatal(err)
					}
					line := func(p token.Pos) int { return program.fset.Position(p).Line + c.above }
					lines.Encode(Mutant{Kind: c.kind, File: p.paths[i], Text: name, Package: p.path, Func: funcName(fn), Line: line(c.fault),
						First: line(fn.Pos()), Last: line(fn.End()), Scope: c.scope, Rules: c.rules, Was: s.lineOf(c.where.Pos())})
				}
			}
		}
	}
	log.Printf("%s: %d mutants, %d refused by go/types", *dir, number, refused)
}

// finder gives the function that finds the candidates in a function of the package.
func finder(program *Program, p *Package, faults string) func(*site) []candidate {
	if faults == "race" {
		locked, atomics, ends := guardsOf(program, p), atomicsOf(program, p), endingsOf(program, p)
		return func(s *site) []candidate {
			return append(append(s.races(locked), s.plain(atomics)...), s.lifetimes(ends)...)
		}
	}
	fields := fieldUses(p)
	return func(s *site) []candidate {
		return append(append(s.guards(), s.makes(fields)...), s.loops()...)
	}
}

func funcName(fn *ast.FuncDecl) string {
	if fn.Recv != nil && len(fn.Recv.List) == 1 {
		t := fn.Recv.List[0].Type
		if star, ok := t.(*ast.StarExpr); ok {
			t = star.X
		}
		if id, ok := t.(*ast.Ident); ok {
			return id.Name + "." + fn.Name.Name
		}
	}
	return fn.Name.Name
}

// apply makes the edits in the text of a file whose first byte is at base.
func apply(source []byte, base token.Pos, edits []edit) []byte {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b edit) int { return int(a.from) - int(b.from) })
	var out []byte
	at := 0
	for _, e := range edits {
		from, to := int(e.from-base), int(e.to-base)
		out = append(out, source[at:from]...)
		out = append(out, e.text...)
		out = append(out, strings.Repeat("\n", max(0, strings.Count(string(source[from:to]), "\n")-strings.Count(e.text, "\n")))...)
		at = to
	}
	return append(out, source[at:]...)
}
