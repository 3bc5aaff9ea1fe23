package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// fieldUse counts what a package does with a map field.
type fieldUse struct {
	writes  int       // of entries
	assigns int       // of the field itself
	made    int       // in literals
	first   token.Pos // of a write
}

func fieldUses(p *Package) map[types.Object]*fieldUse {
	out := map[types.Object]*fieldUse{}
	use := func(e ast.Expr) *fieldUse {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		if !ok || p.info.Selections[sel] == nil {
			return &fieldUse{}
		}
		obj := p.info.Selections[sel].Obj()
		if out[obj] == nil {
			out[obj] = &fieldUse{}
		}
		return out[obj]
	}
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					if index, ok := l.(*ast.IndexExpr); ok {
						u := use(index.X)
						u.writes++
						u.first = index.Pos()
					}
					use(l).assigns++
				}
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					use(n.X).assigns++
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok {
					if v, ok := p.info.Uses[key].(*types.Var); ok && v.IsField() {
						if out[v] == nil {
							out[v] = &fieldUse{}
						}
						out[v].made++
					}
				}
			}
			return true
		})
	}
	return out
}

// makes finds maps whose making can be left out: of a local, of a field in a literal or an assignment, of a field that is made when needed.
func (s *site) makes(fields map[types.Object]*fieldUse) []candidate {
	var out []candidate
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			out = append(out, s.literal(n, fields)...)
		}
		list := statements(n)
		for i, stmt := range list {
			nodes := make([]ast.Node, 0, len(list)-i)
			for _, r := range list[i+1:] {
				nodes = append(nodes, r)
			}
			switch stmt := stmt.(type) {
			case *ast.AssignStmt:
				if len(stmt.Lhs) != 1 || len(stmt.Rhs) != 1 {
					continue
				}
				typ := madeMap(s, stmt.Rhs[0])
				if typ == nil {
					continue
				}
				switch l := stmt.Lhs[0].(type) {
				case *ast.Ident:
					if stmt.Tok != token.DEFINE {
						continue
					}
					if at := s.dereference(value{object: s.object(l)}, nodes...); at.IsValid() {
						out = append(out, candidate{kind: "make-local", edits: []edit{{stmt.Pos(), stmt.End(), "var " + l.Name + " " + s.text(typ)}}, fault: at,
							where: stmt, scope: "function", rules: nilRules})
					}
				case *ast.SelectorExpr:
					sel := s.pkg.info.Selections[l]
					if sel == nil || s.parentIf(stmt) {
						continue
					}
					if u := fields[sel.Obj()]; u != nil && u.assigns == 1 && u.made == 0 && u.writes > 0 && sel.Obj().Pkg() == s.pkg.types {
						out = append(out, candidate{kind: "make-field", edits: []edit{{stmt.Pos(), stmt.End(), ""}}, fault: u.first, where: stmt, scope: "package",
							rules: nilRules})
					}
				}
			case *ast.IfStmt:
				out = append(out, s.lazy(stmt, nodes, fields)...)
			}
		}
		return true
	})
	return out
}

// madeMap is the type's expression in `make(map[K]V)` or `map[K]V{}`.
func madeMap(s *site, e ast.Expr) ast.Expr {
	var typ ast.Expr
	switch e := e.(type) {
	case *ast.CallExpr:
		if id, ok := e.Fun.(*ast.Ident); ok && id.Name == "make" && len(e.Args) > 0 {
			typ = e.Args[0]
		}
	case *ast.CompositeLit:
		if len(e.Elts) == 0 {
			typ = e.Type
		}
	}
	if typ == nil {
		return nil
	}
	if _, ok := under[*types.Map](s.pkg.info.Types[typ].Type); !ok {
		return nil
	}
	return typ
}

func (s *site) parentIf(n ast.Node) bool {
	for n = s.parent[n]; n != nil; n = s.parent[n] {
		switch n.(type) {
		case *ast.IfStmt, *ast.CaseClause:
			return true
		}
	}
	return false
}

// literal handles `T{f: make(map[K]V)}` where the package writes entries of f and assigns f nowhere else.
func (s *site) literal(lit *ast.CompositeLit, fields map[types.Object]*fieldUse) []candidate {
	var out []candidate
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok || madeMap(s, kv.Value) == nil {
			continue
		}
		key, ok := kv.Key.(*ast.Ident)
		if !ok {
			continue
		}
		u := fields[s.pkg.info.Uses[key]]
		if u == nil || u.writes == 0 || u.assigns > 0 {
			continue
		}
		end := kv.End()
		for at := end; at < lit.Rbrace; at++ {
			if c := s.source[at-s.file.FileStart]; c == ',' {
				end = at + 1
				break
			} else if c != ' ' && c != '\t' {
				break
			}
		}
		out = append(out, candidate{kind: "make-literal", edits: []edit{{kv.Pos(), end, ""}}, fault: u.first, where: kv, scope: "package", rules: nilRules})
	}
	return out
}

// lazy handles `if x.f == nil { x.f = make(map[K]V) }` before a write in the same list.
func (s *site) lazy(stmt *ast.IfStmt, rest []ast.Node, fields map[types.Object]*fieldUse) []candidate {
	b, ok := stmt.Cond.(*ast.BinaryExpr)
	if !ok || b.Op != token.EQL || stmt.Else != nil || stmt.Init != nil || len(stmt.Body.List) != 1 || s.text(b.Y) != "nil" {
		return nil
	}
	a, ok := stmt.Body.List[0].(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 || madeMap(s, a.Rhs[0]) == nil || s.text(a.Lhs[0]) != s.text(b.X) {
		return nil
	}
	sel, ok := b.X.(*ast.SelectorExpr)
	if !ok || s.pkg.info.Selections[sel] == nil {
		return nil
	}
	// Nobody else makes the field.
	field := s.pkg.info.Selections[sel].Obj()
	if u := fields[field]; u == nil || u.assigns != 1 || u.made > 0 || field.Pkg() != s.pkg.types {
		return nil
	}
	at := token.NoPos
	for _, n := range rest {
		ast.Inspect(n, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && !at.IsValid() {
				for _, l := range a.Lhs {
					if index, ok := l.(*ast.IndexExpr); ok && s.text(index.X) == s.text(b.X) {
						at = index.Pos()
					}
				}
			}
			return !at.IsValid()
		})
	}
	if !at.IsValid() {
		return nil
	}
	return []candidate{{kind: "make-lazy", edits: []edit{{stmt.Pos(), stmt.End(), ""}}, fault: at, where: stmt, scope: "function", rules: nilRules}}
}
