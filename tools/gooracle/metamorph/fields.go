package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// embedMaps moves the map fields of structs into structs of their own, which are embedded.
func embedMaps(m *module) bool {
	edits := map[*file][]edit{}
	homes := map[types.Object]string{} // field -> the embedded type
	number := 0
	for _, f := range m.files {
		for _, d := range f.syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || f.isTest() {
				continue
			}
			for _, spec := range g.Specs {
				t, ok := spec.(*ast.TypeSpec)
				if !ok || t.TypeParams != nil {
					continue
				}
				s, ok := t.Type.(*ast.StructType)
				if !ok {
					continue
				}
				for _, field := range s.Fields.List {
					if _, isMap := typeOf(f, field.Type).Underlying().(*types.Map); !isMap || len(field.Names) == 0 || field.Names[0].Name == "_" {
						continue
					}
					// The whole line goes, with its label.
					from, end := f.at(field.Pos()), f.at(field.End())
					line := bytes.LastIndexByte(f.source[:from], '\n') + 1
					if rest := f.restOfLine(field); strings.TrimSpace(string(f.source[line:from])) != "" || rest != "" && !strings.HasPrefix(rest, "//") {
						continue
					}
					if i := bytes.IndexByte(f.source[end:], '\n'); i >= 0 {
						end += i
					}
					number++
					name := fmt.Sprintf("embedded%d", number)
					for _, id := range field.Names {
						homes[f.pkg.info.Defs[id]] = name
					}
					edits[f] = append(edits[f], edit{from, end, name},
						edit{len(f.source), len(f.source), fmt.Sprintf("\ntype %s struct {\n\t%s\n}\n", name, f.source[from:end])})
				}
			}
		}
	}
	for _, f := range m.files {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			for _, e := range literal.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok {
					if id, ok := pair.Key.(*ast.Ident); ok && homes[f.pkg.info.Uses[id]] != "" {
						name := homes[f.pkg.info.Uses[id]]
						edits[f] = append(edits[f], edit{f.at(pair.Pos()), f.at(pair.Pos()), name + ": " + name + "{"}, edit{f.at(pair.End()), f.at(pair.End()), "}"})
					}
				}
			}
			return true
		})
	}
	for f, es := range edits {
		f.source = apply(f.source, es)
	}
	return number > 0
}

// lockMethods makes methods of the locking of a field: `s.mu.Lock()` becomes `s.doLock1()`, which all the places share.
func lockMethods(m *module) bool {
	edits := map[*file][]edit{}
	type operation struct {
		owner *types.Named
		field types.Object
		name  string
	}
	made := map[operation]string{}
	for _, f := range m.files {
		if f.isTest() {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) > 0 {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			field, ok := method.X.(*ast.SelectorExpr)
			if !ok || !simple(field.X) {
				return true
			}
			switch types.TypeString(typeOf(f, field), nil) {
			case "sync.Mutex", "sync.RWMutex":
			default:
				return true
			}
			owner := typeOf(f, field.X)
			if p, ok := owner.(*types.Pointer); ok {
				owner = p.Elem()
			} else if tv := f.pkg.info.Types[field.X]; !tv.Addressable() {
				return true
			}
			named, ok := owner.(*types.Named)
			if !ok || named.Obj().Pkg() != f.pkg.types || named.TypeArgs() != nil || named.Obj().Parent() != f.pkg.types.Scope() {
				return true
			}
			op := operation{named, f.pkg.info.Uses[field.Sel], method.Sel.Name}
			result := ""
			if strings.HasPrefix(op.name, "Try") {
				result = " bool"
			}
			if made[op] == "" {
				made[op] = fmt.Sprintf("do%s%d", op.name, len(made)+1)
				body := "owner." + field.Sel.Name + "." + op.name + "()"
				if result != "" {
					body = "return " + body
				}
				edits[f] = append(edits[f], edit{len(f.source), len(f.source), fmt.Sprintf("\nfunc (owner *%s) %s()%s {\n\t%s\n}\n", named.Obj().Name(), made[op], result, body)})
			}
			edits[f] = append(edits[f], edit{f.at(field.X.End()), f.at(call.Lparen), "." + made[op]})
			return false
		})
	}
	for f, es := range edits {
		f.source = apply(f.source, es)
	}
	return len(made) > 0
}

// shareLookups makes one function for all the lookups `v, ok := m[k]` in a file whose maps have the same type.
func shareLookups(m *module) bool {
	edits := map[*file][]edit{}
	number := 0
	made := map[string]string{}
	eachStatement(m, func(f *file, fn *ast.FuncDecl, s ast.Stmt) {
		switch i := s.(type) {
		case *ast.IfStmt:
			s = i.Init
		case *ast.SwitchStmt:
			s = i.Init
		}
		a, ok := s.(*ast.AssignStmt)
		if !ok || a.Tok != token.DEFINE || len(a.Rhs) != 1 || len(a.Lhs) != 2 || f.wants(a.Pos()) {
			return
		}
		e, ok := a.Rhs[0].(*ast.IndexExpr)
		if id, isName := a.Lhs[0].(*ast.Ident); !ok || isName && id.Name == "_" {
			return // the function would copy what is not wanted
		}
		t, ok := typeOf(f, e.X).Underlying().(*types.Map)
		if !ok {
			return
		}
		x := extraction{f: f, fn: fn}
		key, ok1 := x.name(t.Key())
		elem, ok2 := x.name(t.Elem())
		if !ok1 || !ok2 {
			return
		}
		kind := f.name + " " + key + " " + elem
		if made[kind] == "" {
			number++
			made[kind] = fmt.Sprintf("shared%d", number)
			edits[f] = append(edits[f], edit{len(f.source), len(f.source), fmt.Sprintf("\nfunc %s(table map[%s]%s, key %s) (%s, bool) {\n\tentry, present := table[key]\n\treturn entry, present\n}\n",
				made[kind], key, elem, key, elem)})
		}
		edits[f] = append(edits[f], edit{f.at(e.Pos()), f.at(e.End()), made[kind] + "(" + f.text(e.X) + ", " + f.text(e.Index) + ")"})
	})
	for f, es := range edits {
		f.source = apply(f.source, es)
	}
	return number > 0
}
