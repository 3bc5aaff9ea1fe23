package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names sorts the module's names: ours can be changed, each everywhere; of the others at least one use is the standard library's or Go's.
func (m *module) names() (ours []string) {
	mine, foreign := map[string]bool{}, map[string]bool{"main": true, "init": true, "_": true, "testdata": true, "internal": true, "cmd": true, "vendor": true}
	for _, name := range types.Universe.Names() {
		foreign[name] = true
	}
	own := map[*types.Package]bool{}
	for _, p := range m.packages {
		own[p.types] = true
	}
	seen := map[*types.Package]bool{}
	for _, p := range m.packages {
		for id, obj := range p.info.Defs {
			if obj != nil || id.Name != "_" {
				mine[id.Name] = true
			}
			m.sort(id, obj, own, foreign)
		}
		for id, obj := range p.info.Uses {
			m.sort(id, obj, own, foreign)
		}
		for _, imported := range p.types.Imports() {
			methods(imported, own, seen, foreign)
		}
	}
	for name := range mine {
		for _, prefix := range []string{"Test", "Benchmark", "Example", "Fuzz"} {
			foreign[name] = foreign[name] || strings.HasPrefix(name, prefix)
		}
		if !foreign[name] {
			ours = append(ours, name)
		}
	}
	sort.Strings(ours)
	return ours
}

func (m *module) sort(id *ast.Ident, obj types.Object, own map[*types.Package]bool, foreign map[string]bool) {
	if obj == nil {
		return
	}
	if p, ok := obj.(*types.PkgName); ok && !own[p.Imported()] {
		foreign[id.Name] = true
	} else if obj.Pkg() == nil || !own[obj.Pkg()] {
		foreign[id.Name] = true
	}
}

// methods notes the methods of all interfaces of other packages, which ours may implement.
func methods(p *types.Package, own, seen map[*types.Package]bool, foreign map[string]bool) {
	if seen[p] {
		return
	}
	seen[p] = true
	for _, name := range p.Scope().Names() {
		if i, ok := p.Scope().Lookup(name).Type().Underlying().(*types.Interface); ok && !own[p] {
			for method := range i.Methods() {
				foreign[method.Name()] = true
			}
		}
	}
	for _, q := range p.Imports() {
		methods(q, own, seen, foreign)
	}
}

// replace gives names everywhere, in the packages' clauses, too.
func (m *module) replace(to map[string]string) {
	for _, f := range m.files {
		var edits []edit
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				name, test := id.Name, ""
				if id == f.syntax.Name {
					if base, ok := strings.CutSuffix(name, "_test"); ok && f.isTest() {
						name, test = base, "_test"
					}
				}
				if name, ok := to[name]; ok {
					edits = append(edits, edit{f.at(id.Pos()), f.at(id.End()), name + test})
				}
			}
			return true
		})
		for _, spec := range f.syntax.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			if rel, ok := strings.CutPrefix(p, m.path+"/"); ok {
				edits = append(edits, edit{f.at(spec.Path.Pos()), f.at(spec.Path.End()), strconv.Quote(m.path + "/" + folder(rel, to))})
			}
		}
		f.source = apply(f.source, edits)
	}
}

func folder(rel string, to map[string]string) string {
	parts := strings.Split(filepath.ToSlash(rel), "/")
	for i, p := range parts {
		if name, ok := to[p]; ok {
			parts[i] = name
		}
	}
	return strings.Join(parts, "/")
}

func rename(m *module) bool {
	to := map[string]string{}
	for i, name := range m.names() {
		// The words say nothing, and keep what is exported apart.
		word := fmt.Sprintf("q%d", i)
		if token.IsExported(name) {
			word = fmt.Sprintf("Q%d", i)
		}
		to[name] = word
	}
	for _, p := range m.packages {
		name := strings.TrimSuffix(p.files[0].syntax.Name.Name, "_test")
		if name != "main" && to[name] == "" && m.mayRename(name) {
			to[name] = fmt.Sprintf("pkg%d", len(to))
		}
	}
	m.replace(to)
	for i, f := range m.files {
		base := filepath.Base(f.name)
		if !f.constrained() && strings.Count(base, "_") == strings.Count(base, "_test.go") {
			suffix := ".go"
			if f.isTest() {
				suffix = "_test.go"
			}
			base = fmt.Sprintf("file%d%s", len(m.files)-i, suffix)
		}
		f.name = filepath.Join(folder(filepath.Dir(f.name), to), base)
	}
	return len(to) > 0
}

// mayRename: no other kind of object has the package's name.
func (m *module) mayRename(name string) bool {
	for _, p := range m.packages {
		for id, obj := range p.info.Uses {
			if _, ok := obj.(*types.PkgName); id.Name == name && !ok {
				return false
			}
		}
	}
	return true
}

// moveToPackage puts all but the function main of a single package main into another, with all its names exported.
func moveToPackage(m *module) bool {
	p := m.packages[m.path]
	if len(m.packages) != 1 || p == nil || p.types.Name() != "main" {
		return false
	}
	var home *file
	var entry *ast.FuncDecl
	for _, f := range m.files {
		if f.isTest() || f.constrained() {
			return false
		}
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "main" {
				home, entry = f, fn
			}
		}
	}
	if entry == nil {
		return false
	}
	needs := map[string]bool{} // names that another package may have to see
	for _, obj := range p.info.Defs {
		if obj == nil {
			continue
		}
		v, isVar := obj.(*types.Var)
		fn, isFunc := obj.(*types.Func)
		if obj.Parent() == p.types.Scope() || isVar && v.IsField() || isFunc && fn.Signature().Recv() != nil {
			needs[obj.Name()] = true
		}
	}
	to := map[string]string{}
	taken := map[string]bool{}
	for id := range p.info.Defs {
		taken[id.Name] = true
	}
	for _, name := range m.names() {
		first, size := utf8.DecodeRuneInString(name)
		if upper := string(unicode.ToUpper(first)) + name[size:]; needs[name] && !token.IsExported(name) {
			for taken[upper] || types.Universe.Lookup(upper) != nil || first == '_' && upper == name {
				upper = "X" + upper
			}
			taken[upper] = true
			to[name] = upper
		}
	}
	m.replace(to)
	// Positions have changed: cut the function out of the text again.
	again, err := (&module{}).parse(home)
	if err != nil {
		return false
	}
	var imports, body string
	var cut []edit
	for _, d := range again.syntax.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				imports += again.text(d) + "\n"
			}
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "main" {
				from, end := again.declaration(d)
				body = string(again.source[from:end])
				cut = append(cut, edit{from, end, ""})
			}
		}
	}
	home.source = apply(again.source, cut)
	for _, f := range m.files {
		g, err := (&module{}).parse(f)
		if err != nil {
			return false
		}
		f.source = apply(g.source, []edit{{g.at(g.syntax.Name.Pos()), g.at(g.syntax.Name.End()), "lib"}})
		f.name = filepath.Join("lib", f.name)
	}
	m.files = append(m.files, &file{name: "main.go", source: []byte("package main\n\nimport . \"" + m.path + "/lib\"\n" + imports + "\n" + body)})
	return true
}

// parse reads the present text of a file.
func (m *module) parse(f *file) (*file, error) {
	g := &file{name: f.name, source: f.source, pkg: f.pkg}
	var err error
	g.syntax, err = parseText(f.name, f.source)
	return g, err
}
