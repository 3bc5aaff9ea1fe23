package main

import (
	"go/ast"
	"go/types"
	"strings"
)

// genericFunctions gives each function a type parameter that it does not need, and each use of it an argument.
func genericFunctions(m *module) bool {
	chosen := map[types.Object]bool{}
	for _, f := range m.files {
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || fn.Body == nil || fn.Type.TypeParams != nil || fn.Name.Name == "main" || fn.Name.Name == "init" || f.isTest() ||
				fn.Doc != nil && strings.Contains(f.text(fn.Doc), "//go:") {
				continue
			}
			chosen[f.pkg.info.Defs[fn.Name]] = true
		}
	}
	for _, f := range m.files {
		var edits []edit
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			if chosen[f.pkg.info.Defs[id]] {
				edits = append(edits, edit{f.at(id.End()), f.at(id.End()), "[P any]"})
			} else if chosen[f.pkg.info.Uses[id]] {
				edits = append(edits, edit{f.at(id.End()), f.at(id.End()), "[int]"})
			}
			return true
		})
		f.source = apply(f.source, edits)
	}
	return len(chosen) > 0
}

// genericTypes gives each defined type a type parameter. In the type and its methods it is passed on, elsewhere it is int.
func genericTypes(m *module) bool {
	chosen := map[types.Object]bool{}
	for _, f := range m.files {
		for _, d := range f.syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				if t, ok := s.(*ast.TypeSpec); ok && !t.Assign.IsValid() && t.TypeParams == nil && !f.isTest() {
					chosen[f.pkg.info.Defs[t.Name]] = true
				}
			}
		}
	}
	for _, f := range m.files {
		var edits []edit
		for _, d := range f.syntax.Decls {
			// The types whose parameter is P here.
			var home types.Object
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil {
				if id := baseName(fn.Recv.List[0].Type); id != nil {
					home = f.pkg.info.Uses[id]
				}
			}
			specs := []ast.Node{d}
			if g, ok := d.(*ast.GenDecl); ok {
				specs = nil
				for _, s := range g.Specs {
					specs = append(specs, s)
				}
			}
			for _, s := range specs {
				inType := false
				if t, ok := s.(*ast.TypeSpec); ok && chosen[f.pkg.info.Defs[t.Name]] {
					inType = true
				}
				ast.Inspect(s, func(n ast.Node) bool {
					id, ok := n.(*ast.Ident)
					if !ok {
						return true
					}
					at := f.at(id.End())
					if chosen[f.pkg.info.Defs[id]] {
						edits = append(edits, edit{at, at, "[P any]"})
					} else if obj := f.pkg.info.Uses[id]; chosen[obj] {
						if inType || chosen[home] {
							edits = append(edits, edit{at, at, "[P]"})
						} else {
							edits = append(edits, edit{at, at, "[int]"})
						}
					}
					return true
				})
			}
		}
		f.source = apply(f.source, edits)
	}
	return len(chosen) > 0
}

func baseName(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.StarExpr:
		return baseName(e.X)
	case *ast.ParenExpr:
		return baseName(e.X)
	case *ast.Ident:
		return e
	}
	return nil
}
