package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// wants: the line of a position carries a label, so what is on it must stay on it.
func (f *file) wants(p token.Pos) bool { return strings.Contains(f.line(p), "// want") }

// line gives the text of the line of a position.
func (f *file) line(p token.Pos) string {
	from, to := f.at(p), f.at(p)
	for from > 0 && f.source[from-1] != '\n' {
		from--
	}
	for to < len(f.source) && f.source[to] != '\n' {
		to++
	}
	return string(f.source[from:to])
}

// everyFile collects the edits that visit makes in the files that are not tests, and applies them.
func everyFile(m *module, visit func(f *file, add func(from, to token.Pos, text string))) bool {
	changed := false
	for _, f := range m.files {
		if f.isTest() {
			continue
		}
		var edits []edit
		visit(f, func(from, to token.Pos, text string) { edits = append(edits, edit{f.at(from), f.at(to), text}) })
		f.source = apply(f.source, edits)
		changed = changed || len(edits) > 0
	}
	return changed
}

// varDeclarations writes `var x = e` for `x := e` where all the variables are new.
func varDeclarations(m *module) bool {
	return everyFile(m, func(f *file, add func(from, to token.Pos, text string)) {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			for _, s := range statements(n) {
				a, ok := s.(*ast.AssignStmt)
				if !ok || a.Tok != token.DEFINE {
					continue
				}
				for _, l := range a.Lhs {
					id := l.(*ast.Ident)
					ok = ok && (id.Name == "_" || f.pkg.info.Defs[id] != nil)
				}
				if ok {
					add(a.Pos(), a.Pos(), "var ")
					add(a.TokPos, a.TokPos+2, "=")
				}
			}
			return true
		})
	})
}

// negate swaps the branches of an if statement, of which one may be empty, and negates its condition.
func negate(m *module) bool {
	return everyFile(m, func(f *file, add func(from, to token.Pos, text string)) {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			s, ok := n.(*ast.IfStmt)
			if !ok {
				return true
			}
			if s.Else == nil {
				add(s.Cond.Pos(), s.Cond.Pos(), "!(")
				add(s.Cond.End(), s.Cond.End(), ")")
				add(s.Body.Lbrace, s.Body.Lbrace, "{} else ")
				return true
			}
			other, ok := s.Else.(*ast.BlockStmt)
			if !ok || f.wants(s.Body.Lbrace) || f.wants(other.Lbrace) {
				return true
			}
			add(s.Cond.Pos(), s.Cond.End(), "!("+f.text(s.Cond)+")")
			add(s.Body.Pos(), s.Body.End(), f.text(other))
			add(other.Pos(), other.End(), f.text(s.Body))
			return false // what is inside is moved as text
		})
	})
}

// switches writes `switch { case c: ... }` for `if c { ... }`, each part on its line.
func switches(m *module) bool {
	return everyFile(m, func(f *file, add func(from, to token.Pos, text string)) {
		chained := map[*ast.IfStmt]bool{}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			s, ok := n.(*ast.IfStmt)
			if !ok || chained[s] {
				return true
			}
			var chain []*ast.IfStmt
			var last *ast.BlockStmt
			for at := ast.Stmt(s); at != nil; {
				switch b := at.(type) {
				case *ast.IfStmt:
					chained[b] = true
					ok = ok && !breaks(b.Body) && (b == s || b.Init == nil)
					chain, at = append(chain, b), b.Else
				case *ast.BlockStmt:
					ok = ok && !breaks(b)
					last, at = b, nil
				}
			}
			if !ok {
				return true
			}
			head := "switch "
			if s.Init != nil {
				head += f.text(s.Init) + "; "
			}
			add(s.Pos(), s.Cond.Pos(), head+"{ case ")
			for i, b := range chain {
				add(b.Body.Lbrace, b.Body.Lbrace+1, ":")
				if i+1 < len(chain) {
					add(b.Body.Rbrace, chain[i+1].Cond.Pos(), "case ")
				} else if last != nil {
					add(b.Body.Rbrace, last.Lbrace+1, "default:")
				}
			}
			return true
		})
	})
}

// breaks: a break without a label leaves something around the block.
func breaks(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return false
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK && n.Label == nil || n.Tok == token.FALLTHROUGH
		}
		return true
	})
	return found
}

// closures makes each body a literal that is called at once. Not where the line says what escapes: a literal is one more thing on it.
func closures(m *module) bool {
	return everyFile(m, func(f *file, add func(from, to token.Pos, text string)) {
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || len(fn.Body.List) == 0 || calls(fn.Body, "recover") || strings.Contains(f.line(fn.Body.Lbrace), "//ptrsafe:") {
				continue
			}
			if fn.Type.Results == nil {
				add(fn.Body.Lbrace+1, fn.Body.Lbrace+1, " func() {")
			} else if fn.Type.Results.List[0].Names == nil { // a named result would be another variable
				add(fn.Body.Lbrace+1, fn.Body.Lbrace+1, " return func() "+f.text(fn.Type.Results)+" {")
			} else {
				continue
			}
			add(fn.Body.Rbrace, fn.Body.Rbrace, "}() ")
		}
	})
}

// calls: the body itself, not a literal in it, calls the builtin.
func calls(body ast.Node, name string) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			id, isName := call.Fun.(*ast.Ident)
			found = found || isName && id.Name == name
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	return found
}

// shadow gives local variables the names of what the package declares and the function does not use.
func shadow(m *module) bool {
	return everyFile(m, func(f *file, add func(from, to token.Pos, text string)) {
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			used, odd := map[string]bool{}, map[string]bool{}
			var locals []types.Object
			ast.Inspect(fn, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					used[id.Name] = true
					def, declares := f.pkg.info.Defs[id]
					if v, isVar := def.(*types.Var); isVar && !v.IsField() && id.Name != "_" {
						locals = append(locals, v)
					} else if declares && def == nil {
						odd[id.Name] = true // a type switch's variable, which is another one in each case
					}
				}
				return true
			})
			to := map[types.Object]string{}
			for _, name := range f.pkg.types.Scope().Names() {
				for len(locals) > 0 && odd[locals[0].Name()] {
					locals = locals[1:]
				}
				if len(locals) > 0 && !used[name] && name != "main" && name != "_" {
					to[locals[0]], locals = name, locals[1:]
				}
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && to[f.object(id)] != "" {
					add(id.Pos(), id.End(), to[f.object(id)])
				}
				return true
			})
		}
	})
}
