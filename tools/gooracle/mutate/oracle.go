package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"log"
	"os"
	"os/exec"
	"strings"
)

// An oracle checks packages with go/types.
type oracle struct {
	fset     *token.FileSet
	importer types.Importer
	version  string
}

type listed struct {
	ImportPath, Name, Dir, Export string
	GoFiles, CgoFiles, SFiles     []string
	Module                        *struct{ GoVersion string }
	Standard                      bool
}

func goList(dir string, args ...string) []listed {
	cmd := exec.Command("go", append([]string{"list", "-e", "-json=ImportPath,Name,Dir,Export,GoFiles,CgoFiles,SFiles,Module,Standard"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=mod")
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	check(err)
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(text)); ; {
		var p listed
		if err := decoder.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			log.Fatal(err)
		}
		all = append(all, p)
	}
}

// newOracle imports what the standard library has from source, which needs no compiled packages; with a module, from
// export data that the go command makes.
func newOracle(dir string, module bool, originals [][]source) *oracle {
	o := &oracle{fset: token.NewFileSet(), version: language()}
	if !module {
		o.importer = importer.ForCompiler(o.fset, "source", nil)
		return o
	}
	for _, p := range goList(dir, ".") {
		if p.Module != nil && p.Module.GoVersion != "" {
			o.version = "go" + p.Module.GoVersion
		}
	}
	imports := map[string]bool{}
	for _, files := range originals {
		for _, f := range files {
			if tree, err := parser.ParseFile(token.NewFileSet(), f.name, f.text, parser.ImportsOnly); err == nil {
				for _, spec := range tree.Imports {
					imports[strings.Trim(spec.Path.Value, "\"`")] = true
				}
			}
		}
	}
	args := []string{"-export", "-deps"}
	for path := range imports {
		if path != "C" && path != "unsafe" {
			args = append(args, path)
		}
	}
	exports := map[string]string{}
	for _, p := range goList(dir, args...) {
		if p.Export != "" {
			exports[p.ImportPath] = p.Export
		}
	}
	o.importer = importer.ForCompiler(o.fset, "gc", func(path string) (io.ReadCloser, error) {
		if file, ok := exports[path]; ok {
			return os.Open(file)
		}
		return nil, fmt.Errorf("no export data for %s", path)
	})
	return o
}

// check returns what Go's parser and checker report, by file.
func (o *oracle) check(s *sample) (reports map[string][]report) {
	reports = map[string][]report{}
	add := func(p token.Position, message string) {
		message, _, _ = strings.Cut(message, "\n")
		reports[p.Filename] = append(reports[p.Filename], report{p.Line, p.Column, message})
	}
	defer func() {
		if problem := recover(); problem != nil {
			log.Printf("go/types panics: %v (%s)", problem, s.change)
		}
	}()
	fset := token.NewFileSet()
	var files []*ast.File
	for _, f := range s.files {
		tree, err := parser.ParseFile(fset, f.name, f.text, parser.AllErrors|parser.SkipObjectResolution|parser.ParseComments)
		if list, ok := err.(scanner.ErrorList); ok {
			s.syntax = true
			for _, e := range list {
				add(e.Pos, e.Msg)
			}
		}
		if tree != nil {
			files = append(files, tree)
		}
	}
	if s.syntax {
		return reports // as with go vet, types are not checked then
	}
	config := types.Config{
		Importer:  o.importer,
		GoVersion: o.version,
		Sizes:     types.SizesFor("gc", "amd64"),
		Error: func(err error) {
			e := err.(types.Error)
			if !strings.HasPrefix(e.Msg, "\t") {
				add(fset.PositionFor(e.Pos, false), e.Msg)
			}
		},
	}
	config.Check("mutated/"+s.name, fset, files, nil)
	return reports
}
