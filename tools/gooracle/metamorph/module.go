package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// A module is a folder of packages that import each other and the standard library, type-checked.
type module struct {
	dir, path, version string
	files              []*file
	packages           map[string]*pkg // by import path; tests of another package by "path_test"
	others             map[string][]byte
	errs               []types.Error
}

type file struct {
	name   string // relative to the module
	source []byte
	syntax *ast.File
	pkg    *pkg
}

type pkg struct {
	path    string
	files   []*file
	types   *types.Package
	info    *types.Info
	loading bool
}

var (
	fset = token.NewFileSet()
	std  = func() types.Importer {
		build.Default.CgoEnabled = false
		return importer.ForCompiler(fset, "source", nil)
	}()
	moduleLine = regexp.MustCompile(`(?m)^module\s+(\S+)`)
	goLine     = regexp.MustCompile(`(?m)^go\s+(\d+\.\d+)`)
)

func (f *file) at(p token.Pos) int { return int(p - f.syntax.FileStart) }

// load reads and checks a module; type errors are an error.
func load(dir string) (*module, error) {
	m, err := read(dir)
	if err != nil {
		return nil, err
	}
	m.check()
	if len(m.errs) > 0 {
		return nil, m.errs[0]
	}
	return m, nil
}

func read(dir string) (*module, error) {
	m := &module{dir: dir, packages: map[string]*pkg{}, others: map[string][]byte{}}
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return nil, err
	}
	name := moduleLine.FindSubmatch(text)
	if name == nil || strings.Contains(string(text), "replace") || strings.Contains(string(text), "require") {
		return nil, errors.New("not a module of its own")
	}
	m.path, m.version = string(name[1]), "go1.16"
	if v := goLine.FindSubmatch(text); v != nil {
		m.version = "go" + string(v[1])
	}
	err = filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, at)
		source, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		match, _ := build.Default.MatchFile(filepath.Dir(at), filepath.Base(at))
		if !strings.HasSuffix(rel, ".go") || !match {
			m.others[rel] = source
			return nil
		}
		syntax, err := parser.ParseFile(fset, at, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, spec := range syntax.Imports {
			if spec.Path.Value == `"C"` {
				return errors.New("uses cgo")
			}
		}
		f := &file{name: rel, source: source, syntax: syntax}
		importPath := path.Join(m.path, filepath.ToSlash(filepath.Dir(rel)))
		if strings.HasSuffix(syntax.Name.Name, "_test") && strings.HasSuffix(rel, "_test.go") {
			importPath += "_test"
		}
		p := m.packages[importPath]
		if p == nil {
			p = &pkg{path: importPath}
			m.packages[importPath] = p
		}
		f.pkg = p
		p.files = append(p.files, f)
		m.files = append(m.files, f)
		return nil
	})
	return m, err
}

func (m *module) check() {
	for _, p := range m.packages {
		m.Import(p.path)
	}
}

// Import makes the module an importer.
func (m *module) Import(path string) (*types.Package, error) {
	p := m.packages[path]
	if p == nil {
		return std.Import(path)
	}
	if p.types != nil || p.loading {
		return p.types, nil
	}
	p.loading = true
	p.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}}
	config := types.Config{Importer: m, GoVersion: m.version, Error: func(err error) {
		var e types.Error
		errors.As(err, &e)
		m.errs = append(m.errs, e)
	}}
	var syntax []*ast.File
	for _, f := range p.files {
		syntax = append(syntax, f.syntax)
	}
	p.types, _ = config.Check(path, fset, syntax, p.info)
	return p.types, nil
}

func (m *module) write(to string) error {
	put := func(name string, text []byte) error {
		at := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			return err
		}
		return os.WriteFile(at, text, 0o666)
	}
	for name, text := range m.others {
		if err := put(name, text); err != nil {
			return err
		}
	}
	for _, f := range m.files {
		if err := put(f.name, f.source); err != nil {
			return err
		}
	}
	return nil
}

// settle checks a written module and takes out the imports that it no longer uses.
func settle(dir string) error {
	for range 3 {
		m, err := read(dir)
		if err != nil {
			return err
		}
		m.check()
		if len(m.errs) == 0 {
			return nil
		}
		edits := map[*file][]edit{}
		for _, e := range m.errs {
			if !strings.Contains(e.Msg, "imported and not used") {
				return fmt.Errorf("%s: %s", fset.Position(e.Pos), e.Msg)
			}
			for _, f := range m.files {
				for _, spec := range f.syntax.Imports {
					if spec.Pos() <= e.Pos && e.Pos < spec.End() {
						from, to := f.at(spec.Pos()), f.at(spec.End())
						edits[f] = append(edits[f], edit{from, to, ""})
						if decl := importDecl(f, spec); !decl.Lparen.IsValid() {
							edits[f] = []edit{{f.at(decl.Pos()), f.at(decl.End()), ""}}
						}
					}
				}
			}
		}
		for f, es := range edits {
			f.source = apply(f.source, es)
		}
		if err := m.write(dir); err != nil {
			return err
		}
	}
	return errors.New("imports do not settle")
}

func importDecl(f *file, spec *ast.ImportSpec) *ast.GenDecl {
	for _, d := range f.syntax.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Pos() <= spec.Pos() && spec.End() <= g.End() {
			return g
		}
	}
	return nil
}

func (f *file) object(id *ast.Ident) types.Object {
	if obj := f.pkg.info.Defs[id]; obj != nil {
		return obj
	}
	return f.pkg.info.Uses[id]
}

func (f *file) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

// constrained files have a language version or a configuration of their own.
func (f *file) constrained() bool {
	for _, g := range f.syntax.Comments {
		if g.Pos() < f.syntax.Package && strings.Contains(f.text(g), "//go:build") {
			return true
		}
	}
	return false
}
