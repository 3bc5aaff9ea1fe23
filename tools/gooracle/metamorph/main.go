// Metamorph rewrites Go modules so that they mean the same, for tests/metamorphic/run.py. Each statement keeps the comment at the end of its line.
//
// usage: metamorph -out DIR -by TRANSFORM MODULE...
//
// Below DIR there is a module at the same relative path for each that the transform changes and that still type-checks; the others are
// named on stderr. Transforms:
//
//	rename    all names that are not the standard library's, files, folders and packages
//	file      every second function moves to another file
//	package   all but main moves to another package
//	generic-functions, generic-types   each function or type gets a type parameter
//	extract   statements become functions
//	lookup    lookups `v := m[k]` and `v, ok := m[k]` become functions
//	named     the same, with named results
//	shared    lookups `v, ok := m[k]` in maps of one type become calls of one function
//	inline    calls of functions of one statement are replaced by it
//	var       `x := e` becomes `var x = e`
//	negate    the branches of an if statement change places
//	switch    if statements become switch statements
//	closure   each body becomes a literal that is called at once
//	shadow    local variables hide names of the package
//	embed     map fields move to embedded structs
//	lock      what is done to a lock in a field becomes a method
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"log"
	"os"
	"path/filepath"
	"sort"
)

// A transform changes the module in place and says whether it did.
var transforms = map[string]func(*module) bool{
	"rename": rename, "file": moveToFile, "package": moveToPackage, "generic-functions": genericFunctions, "generic-types": genericTypes,
	"extract": extractStatements, "lookup": extractLookups, "inline": inlineCalls,
	"named": namedLookups, "shared": shareLookups, "var": varDeclarations, "negate": negate, "switch": switches, "closure": closures, "shadow": shadow,
	"embed": embedMaps, "lock": lockMethods,
}

func main() {
	log.SetFlags(0)
	out := flag.String("out", "", "folder to write to")
	by := flag.String("by", "", "transform")
	flag.Parse()
	transform := transforms[*by]
	if transform == nil || *out == "" {
		log.Fatal("-out or a known -by is missing")
	}
	done, same := 0, 0
	for _, dir := range flag.Args() {
		m, err := load(dir)
		if err != nil {
			log.Printf("%s: %v", dir, err)
			continue
		}
		if !transform(m) {
			same++
			continue
		}
		to := filepath.Join(*out, filepath.Base(filepath.Dir(dir)), filepath.Base(dir))
		if err := m.write(to); err != nil {
			log.Fatal(err)
		}
		if err := settle(to); err != nil {
			log.Printf("%s by %s: %v", dir, *by, err)
			os.RemoveAll(to)
			continue
		}
		done++
	}
	fmt.Printf("%s: %d modules, %d changed, %d have nothing to change\n", *by, flag.NArg(), done, same)
}

// An edit replaces bytes of a file.
type edit struct {
	from, to int
	text     string
}

// apply makes edits that do not overlap; one that begins in another is left out.
func apply(source []byte, edits []edit) []byte {
	sort.SliceStable(edits, func(i, j int) bool { return edits[i].from < edits[j].from })
	var out []byte
	at := 0
	for _, e := range edits {
		if e.from < at {
			continue
		}
		out = append(append(out, source[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, source[at:]...)
}

// text is the source of a node.
func (f *file) text(n ast.Node) string { return string(f.source[f.at(n.Pos()):f.at(n.End())]) }
