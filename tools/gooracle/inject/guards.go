package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A test is a lookup with the statement that has it and the condition that guards its result.
type test struct {
	lookup
	assign *ast.AssignStmt
	v, ok  *ast.Ident // the results' names; nil or blank where there is none
	stmt   *ast.IfStmt
	rest   []ast.Stmt // what follows stmt in its list
}

// guards finds tests of what lookups yield whose removal lets a nil be dereferenced, and places for a delete.
func (s *site) guards() []candidate {
	var out []candidate
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		list := statements(n)
		for i, stmt := range list {
			cond, ok := stmt.(*ast.IfStmt)
			if !ok {
				out = append(out, s.conjunctions(list, i)...)
				continue
			}
			if a, ok := cond.Init.(*ast.AssignStmt); ok {
				out = append(out, s.test(a, cond, list[i+1:])...)
			} else if cond.Init == nil && i > 0 {
				if a, ok := list[i-1].(*ast.AssignStmt); ok {
					out = append(out, s.test(a, cond, list[i+1:])...)
				}
			}
			out = append(out, s.directTest(cond, list[i+1:])...)
		}
		out = append(out, s.deletes(list)...)
		return true
	})
	return out
}

// test handles `v, ok := m[k]` (or `v := m[k]`), in the if statement or before it, and the if statement.
func (s *site) test(a *ast.AssignStmt, stmt *ast.IfStmt, rest []ast.Stmt) []candidate {
	if len(a.Rhs) != 1 || len(a.Lhs) > 2 || stmt.Else != nil {
		return nil
	}
	l, ok := s.lookupOf(a.Rhs[0])
	if !ok || s.certain(l, a) {
		return nil
	}
	t := test{lookup: l, assign: a, stmt: stmt, rest: rest}
	t.v, _ = a.Lhs[0].(*ast.Ident)
	if len(a.Lhs) == 2 {
		t.ok, _ = a.Lhs[1].(*ast.Ident)
	}
	if t.v == nil || len(a.Lhs) == 2 && t.ok == nil {
		return nil
	}
	v := value{object: s.object(t.v)}
	if l.named {
		v.text = s.text(l.expr)
	}
	kind := "nil"
	present, left := s.polarity(t, v, stmt.Cond)
	if s.isOkTest(t, stmt.Cond) {
		kind = "ok"
	}
	switch {
	case present == 0:
		return nil
	case present > 0 && left == nil:
		// `if ok { body }`: the body alone.
		at := s.dereference(v, stmt.Body)
		if !at.IsValid() {
			return nil
		}
		edits := s.forget(t)
		if stmt.Init == a {
			edits = append(edits, edit{stmt.Pos(), a.Pos(), "{ "}, edit{a.End(), stmt.Body.Lbrace + 1, "; "})
		} else {
			edits = append(edits, edit{stmt.Pos(), stmt.Body.Lbrace, ""})
		}
		return []candidate{{kind: kind + "-test", edits: edits, fault: at, where: stmt, scope: "function", rules: nilRules}}
	case present > 0:
		// `if ok && more { body }`: `if more`.
		at := s.dereference(v, left, stmt.Body)
		if !at.IsValid() {
			return nil
		}
		edits := append(s.forget(t), edit{stmt.Cond.Pos(), left.Pos(), ""})
		return []candidate{{kind: kind + "-operand", edits: edits, fault: at, where: stmt, scope: "function", rules: nilRules}}
	}
	// `if !ok { … }`
	nodes := make([]ast.Node, len(rest))
	for i, r := range rest {
		nodes[i] = r
	}
	if stmt.Init == a && a.Tok == token.DEFINE {
		v.object = nil // the variable ends with the statement
	}
	if left != nil {
		at := s.dereference(v, append([]ast.Node{left}, nodes...)...)
		if !at.IsValid() || !leaves(stmt.Body) {
			return nil
		}
		return []candidate{{kind: kind + "-operand", edits: append(s.forget(t), edit{stmt.Cond.Pos(), left.Pos(), ""}), fault: at, where: stmt,
			scope: "function", rules: nilRules}}
	}
	at := s.dereference(v, nodes...)
	if !at.IsValid() {
		return nil
	}
	what := "-return"
	if !leaves(stmt.Body) {
		if !s.fills(v, stmt.Body) {
			return nil
		}
		what = "-create"
	}
	var edits []edit
	if stmt.Init != a {
		edits = s.forget(t)
	} else if a.Tok == token.ASSIGN {
		return nil
	}
	return []candidate{{kind: kind + what, edits: append(edits, edit{stmt.Pos(), stmt.End(), ""}), fault: at, where: stmt, scope: "function", rules: nilRules}}
}

// polarity is +1 if the condition holds only for a present value, -1 if it holds for each absent one; left is what else it tests.
func (s *site) polarity(t test, v value, cond ast.Expr) (present int, left ast.Expr) {
	if b, ok := cond.(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
		present, more := s.polarity(t, v, b.X)
		if more != nil || present == 0 || present > 0 != (b.Op == token.LAND) {
			return 0, nil
		}
		return present, b.Y
	}
	isOk := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && t.ok != nil && t.ok.Name != "_" && s.object(id) == s.object(t.ok)
	}
	switch c := cond.(type) {
	case *ast.Ident:
		if isOk(c) {
			return 1, nil
		}
	case *ast.UnaryExpr:
		if c.Op == token.NOT && isOk(c.X) {
			return -1, nil
		}
	case *ast.BinaryExpr:
		if y, ok := c.Y.(*ast.Ident); ok && y.Name == "nil" && s.is(v, c.X) {
			switch c.Op {
			case token.NEQ:
				return 1, nil
			case token.EQL:
				return -1, nil
			}
		}
	}
	return 0, nil
}

func (s *site) isOkTest(t test, cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && t.ok != nil && s.object(id) == s.object(t.ok)
		return true
	})
	return found
}

// forget takes `, ok` out of the assignment where only the test uses it.
func (s *site) forget(t test) []edit {
	if t.ok == nil || t.ok.Name == "_" {
		return nil
	}
	obj, inTest, other := s.object(t.ok), 0, 0
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || id == t.ok || s.pkg.info.Uses[id] != obj {
			return true
		}
		if t.stmt != nil && t.stmt.Cond.Pos() <= id.Pos() && id.End() <= t.stmt.Cond.End() {
			inTest++
		} else {
			other++
		}
		return true
	})
	if _, ok := t.expr.(*ast.CallExpr); ok {
		if other > 0 {
			return nil
		}
		return []edit{{t.ok.Pos(), t.ok.End(), "_"}}
	}
	if other > 0 {
		return nil
	}
	return []edit{{t.v.End(), t.ok.End(), ""}}
}

// leaves says that a block ends by going elsewhere.
func leaves(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	switch last := b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic"
	}
	return false
}

// fills says that the block gives the value or the entry another one.
func (s *site) fills(v value, b *ast.BlockStmt) bool {
	for _, stmt := range b.List {
		if a, ok := stmt.(*ast.AssignStmt); ok {
			for _, l := range a.Lhs {
				if s.is(v, l) {
					return true
				}
			}
		}
	}
	return false
}

// certain says that the key cannot be absent as far as the function shows: it ranges over the map, or an earlier statement of the function
// mentions the entry.
func (s *site) certain(l lookup, at ast.Node) bool {
	for n := s.parent[at]; n != nil; n = s.parent[n] {
		if r, ok := n.(*ast.RangeStmt); ok && r.Key != nil && s.text(r.X) == s.text(l.m) && s.text(r.Key) == s.text(l.k) {
			return true
		}
	}
	text, found := s.text(l.expr), false
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		if e, ok := n.(*ast.IndexExpr); ok && e.Pos() < at.Pos() && s.text(e) == text {
			found = true
		}
		return !found
	})
	return found
}

// conjunctions handles `ok && v.F` in a statement that follows the lookup and is no if statement.
func (s *site) conjunctions(list []ast.Stmt, i int) []candidate {
	if i == 0 {
		return nil
	}
	a, ok := list[i-1].(*ast.AssignStmt)
	if !ok || len(a.Rhs) != 1 || len(a.Lhs) > 2 {
		return nil
	}
	l, ok := s.lookupOf(a.Rhs[0])
	if !ok || s.certain(l, a) {
		return nil
	}
	t := test{lookup: l, assign: a}
	t.v, _ = a.Lhs[0].(*ast.Ident)
	if len(a.Lhs) == 2 {
		t.ok, _ = a.Lhs[1].(*ast.Ident)
	}
	if t.v == nil {
		return nil
	}
	v := value{object: s.object(t.v)}
	var out []candidate
	ast.Inspect(list[i], func(n ast.Node) bool {
		if _, ok := n.(*ast.BlockStmt); ok {
			return false
		}
		b, ok := n.(*ast.BinaryExpr)
		if !ok || b.Op != token.LAND && b.Op != token.LOR {
			return true
		}
		present, left := s.polarity(t, v, b)
		if present == 0 || left == nil {
			return true
		}
		if at := s.dereference(v, left); at.IsValid() {
			out = append(out, candidate{kind: "operand", edits: []edit{{b.Pos(), left.Pos(), ""}}, fault: at, where: b, scope: "function", rules: nilRules})
		}
		return true
	})
	return out
}

// directTest handles `if m[k] == nil { m[k] = … }`.
func (s *site) directTest(stmt *ast.IfStmt, rest []ast.Stmt) []candidate {
	b, ok := stmt.Cond.(*ast.BinaryExpr)
	if !ok || b.Op != token.EQL || stmt.Else != nil || stmt.Init != nil || s.text(b.Y) != "nil" {
		return nil
	}
	l, ok := s.lookupOf(b.X)
	if !ok || !l.named || s.certain(l, stmt) {
		return nil
	}
	v := value{text: s.text(l.expr)}
	nodes := make([]ast.Node, len(rest))
	for i, r := range rest {
		nodes[i] = r
	}
	at := s.dereference(v, nodes...)
	if !at.IsValid() || !s.fills(v, stmt.Body) && !leaves(stmt.Body) {
		return nil
	}
	return []candidate{{kind: "entry-test", edits: []edit{{stmt.Pos(), stmt.End(), ""}}, fault: at, where: stmt, scope: "function", rules: nilRules}}
}

// deletes puts `delete(m, k)` before a statement that uses an entry which an earlier one stored or tested.
func (s *site) deletes(list []ast.Stmt) []candidate {
	for i, stmt := range list {
		if i == 0 {
			continue
		}
		switch stmt.(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt:
		default:
			continue
		}
		var out []candidate
		ast.Inspect(stmt, func(n ast.Node) bool {
			e, ok := n.(*ast.IndexExpr)
			if !ok || len(out) > 0 {
				return len(out) == 0
			}
			l, ok := s.lookupOf(e)
			if !ok || !l.named {
				return true
			}
			if _, ok := under[*types.Map](s.typeOf(e)); ok {
				return true
			}
			v := value{text: s.text(e)}
			if at := s.dereference(v, stmt); at.IsValid() && s.certain(l, stmt) {
				edits := []edit{{stmt.Pos(), stmt.Pos(), "delete(" + s.text(l.m) + ", " + s.text(l.k) + "); "}}
				out = append(out, candidate{kind: "delete", edits: edits, fault: at, where: stmt, scope: "function", rules: nilRules})
			}
			return true
		})
		if len(out) > 0 {
			return out
		}
	}
	return nil
}
