package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// A Program holds packages and what they depend on, checked from source; of dependencies the declarations only.
type Program struct {
	fset  *token.FileSet
	all   map[string]*Package
	named []*Package
}

// A Package is one package of the program; the slices run in parallel.
type Package struct {
	path    string
	version string // of the language, "go1.N"
	imports map[string]string
	paths   []string
	sources [][]byte
	files   []*ast.File
	types   *types.Package
	info    *types.Info
}

// listed is what `go list -json` says.
type listed struct {
	ImportPath, Dir string
	GoFiles         []string
	ImportMap       map[string]string
	DepOnly         bool
	Error           *struct{ Err string }
	DepsErrors      []struct{ Err string }
	Module          *struct{ GoVersion string }
}

func load(dir string, patterns []string) (*Program, error) {
	cmd := exec.Command("go", append([]string{"list", "-e", "-deps", "-json=ImportPath,Dir,GoFiles,ImportMap,DepOnly,Error,DepsErrors,Module"}, patterns...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		return nil, fmt.Errorf("go list: %w", err)
	}
	p := &Program{fset: token.NewFileSet(), all: map[string]*Package{}}
	// Dependencies come first.
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			return p, nil
		} else if err != nil {
			return nil, err
		}
		if l.Error != nil || len(l.DepsErrors) > 0 {
			continue
		}
		if err := p.add(&l); err != nil && !l.DepOnly {
			fmt.Fprintf(os.Stderr, "left out: %s: %v\n", l.ImportPath, err)
		}
	}
}

func (p *Program) add(l *listed) error {
	pkg := &Package{path: l.ImportPath, imports: l.ImportMap}
	if l.Module != nil && l.Module.GoVersion != "" {
		pkg.version = "go" + l.Module.GoVersion
	}
	for _, name := range l.GoFiles {
		path := filepath.Join(l.Dir, name)
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(p.fset, path, source, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		pkg.paths = append(pkg.paths, path)
		pkg.files = append(pkg.files, file)
		if !l.DepOnly {
			pkg.sources = append(pkg.sources, source)
		}
	}
	var err error
	if !l.DepOnly {
		pkg.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
			Selections: map[*ast.SelectorExpr]*types.Selection{}}
		pkg.types, err = p.check(pkg, pkg.files, pkg.info, nil)
		p.named = append(p.named, pkg)
	} else {
		pkg.types, _ = p.check(pkg, pkg.files, nil, func(error) {}) // what cgo and assembly would add is missing
		pkg.files = nil
	}
	p.all[l.ImportPath] = pkg
	return err
}

// check types the files; without info only their declarations.
func (p *Program) check(pkg *Package, files []*ast.File, info *types.Info, on func(error)) (*types.Package, error) {
	config := types.Config{Importer: importer{p, pkg}, GoVersion: pkg.version, IgnoreFuncBodies: info == nil, FakeImportC: true, Error: on,
		Sizes: types.SizesFor("gc", runtime.GOARCH)}
	return config.Check(pkg.path, p.fset, files, info)
}

type importer struct {
	program *Program
	pkg     *Package
}

func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if to, ok := i.pkg.imports[path]; ok {
		path = to
	}
	if p := i.program.all[path]; p != nil && p.types != nil {
		return p.types, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// accepted is the text of a file with the candidate's edits, if the package type-checks with it; variables that nothing uses any more are
// given to the blank.
func (p *Program) accepted(pkg *Package, at int, c candidate) ([]byte, bool) {
	text := apply(pkg.sources[at], pkg.files[at].FileStart, c.edits)
	for range 3 {
		file, err := parser.ParseFile(p.fset, pkg.paths[at], text, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return nil, false
		}
		files := append([]*ast.File(nil), pkg.files...)
		files[at] = file
		var unused []edit
		others := 0
		p.check(pkg, files, &types.Info{}, func(err error) {
			var e types.Error
			name, ok := "", false
			if errors.As(err, &e) {
				name, ok = strings.CutPrefix(e.Msg, "declared and not used: ")
			}
			if end := statementEnd(file, e.Pos); ok && end.IsValid() {
				unused = append(unused, edit{end, end, "; _ = " + name})
			} else {
				others++
			}
		})
		if others > 0 {
			return nil, false
		}
		if len(unused) == 0 {
			return text, true
		}
		text = apply(text, file.FileStart, unused)
	}
	return nil, false
}

// statementEnd is the end of the innermost statement of a list that has the position.
func statementEnd(file *ast.File, pos token.Pos) token.Pos {
	end := token.NoPos
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		for _, s := range statements(n) {
			if s.Pos() <= pos && pos < s.End() {
				end = s.End()
			}
		}
		return true
	})
	return end
}

// statements is the list of statements that a node has of its own.
func statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}
