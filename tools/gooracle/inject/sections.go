package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// A section is a part of a list of statements that runs under a mutex, as far as its text shows.
type section struct {
	lock    *ast.ExprStmt
	mutex   ast.Expr // what is locked
	key     any      // the mutex of all objects of its type
	write   bool     // Lock rather than RLock
	rw      bool     // of a RWMutex
	pending *ast.DeferStmt
	unlock  *ast.ExprStmt // behind the body; null if it is deferred
	body    []ast.Stmt
}

// What is accessed.
type place struct {
	variable *types.Var // a field or a package's variable
	content  bool       // of the map in it, rather than the variable
}

// An access is one use of a place in a section.
type access struct {
	place
	write bool
	at    ast.Node
	stmt  int // in the section's body
}

// A pattern is who accesses a place under a mutex, in a package.
type pattern struct {
	readers, writers map[*ast.FuncDecl]bool
}

type guardKey struct {
	place
	mutex any
}

type guards map[guardKey]*pattern

func (g guards) add(k guardKey, fn *ast.FuncDecl, write bool) {
	if g[k] == nil {
		g[k] = &pattern{map[*ast.FuncDecl]bool{}, map[*ast.FuncDecl]bool{}}
	}
	if write {
		g[k].writers[fn] = true
	} else {
		g[k].readers[fn] = true
	}
}

// conflict says that another function has an access under the mutex which must not run at the same time.
func (g guards) conflict(k guardKey, fn *ast.FuncDecl, write bool) bool {
	p := g[k]
	if p == nil {
		return false
	}
	for w := range p.writers {
		if w != fn {
			return true
		}
	}
	for r := range p.readers {
		if write && r != fn {
			return true
		}
	}
	return false
}

// mutexCall is the receiver and the method's name in `x.Lock()` and its like.
func (s *site) mutexCall(e ast.Expr) (x ast.Expr, method string, rw bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 0 {
		return nil, "", false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !simple(sel.X) {
		return nil, "", false
	}
	f, ok := s.pkg.info.Uses[sel.Sel].(*types.Func)
	if !ok {
		return nil, "", false
	}
	name := f.FullName()
	if !strings.HasPrefix(name, "(*sync.Mutex).") && !strings.HasPrefix(name, "(*sync.RWMutex).") {
		return nil, "", false
	}
	return sel.X, f.Name(), strings.HasPrefix(name, "(*sync.RW")
}

// sections are those of the function, literals in it included.
func (s *site) sections() []*section {
	var out []*section
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		list := statements(n)
		for i, stmt := range list {
			lock, ok := stmt.(*ast.ExprStmt)
			if !ok {
				continue
			}
			x, method, rw := s.mutexCall(lock.X)
			if method != "Lock" && method != "RLock" {
				continue
			}
			sec := &section{lock: lock, mutex: x, key: s.mutexKey(x), write: method == "Lock", rw: rw}
			undo := "R" + "Unlock"
			if sec.write {
				undo = "Unlock"
			}
			for j := i + 1; j < len(list) && sec.body == nil; j++ {
				if d, ok := list[j].(*ast.DeferStmt); ok && s.undoes(d.Call, x, undo) {
					sec.pending, sec.body = d, list[j+1:]
				} else if e, ok := list[j].(*ast.ExprStmt); ok && s.undoes(e.X, x, undo) {
					sec.unlock, sec.body = e, list[i+1:j]
				}
			}
			if len(sec.body) > 0 && sec.key != nil {
				out = append(out, sec)
			}
		}
		return true
	})
	return out
}

func (s *site) undoes(e ast.Expr, x ast.Expr, undo string) bool {
	y, method, _ := s.mutexCall(e)
	return method == undo && s.text(y) == s.text(x)
}

func (s *site) mutexKey(x ast.Expr) any {
	switch x := x.(type) {
	case *ast.SelectorExpr:
		if sel := s.pkg.info.Selections[x]; sel != nil {
			return sel.Obj()
		}
		return s.object(x.Sel)
	case *ast.Ident:
		obj := s.object(x)
		if obj == nil || obj.Parent() == s.pkg.types.Scope() {
			return obj
		}
		t := obj.Type()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		if n, ok := t.(*types.Named); ok {
			return n.Obj() // with an embedded mutex
		}
	}
	return nil
}

// shared says that the object whose mutex it is was not made in this function.
func (s *site) shared(x ast.Expr) bool {
	for {
		sel, ok := x.(*ast.SelectorExpr)
		if !ok {
			break
		}
		x = sel.X
	}
	id, ok := x.(*ast.Ident)
	if !ok {
		return false
	}
	obj := s.object(id)
	if obj == nil {
		return false
	}
	if obj.Parent() == s.pkg.types.Scope() {
		return true
	}
	if _, ok := obj.(*types.PkgName); ok {
		return true
	}
	for _, list := range []*ast.FieldList{s.fn.Recv, s.fn.Type.Params} {
		if list == nil {
			continue
		}
		for _, f := range list.List {
			for _, name := range f.Names {
				if s.pkg.info.Defs[name] == obj {
					return true
				}
			}
		}
	}
	return false
}

// placeOf is the variable that an expression names, if it stands beside the mutex: in the same object, or in the package as the mutex is.
func (s *site) placeOf(e ast.Expr, mutex ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		sel := s.pkg.info.Selections[e]
		if sel == nil || sel.Kind() != types.FieldVal || !simple(e.X) {
			return nil
		}
		base := s.text(e.X)
		m, isField := mutex.(*ast.SelectorExpr)
		if base != s.text(mutex) && !(isField && base == s.text(m.X)) {
			return nil
		}
		return sel.Obj().(*types.Var).Origin()
	case *ast.Ident:
		v, ok := s.object(e).(*types.Var)
		id, isIdent := mutex.(*ast.Ident)
		if ok && isIdent && v.Parent() == s.pkg.types.Scope() && s.object(id) != nil && s.object(id).Parent() == s.pkg.types.Scope() {
			return v
		}
	}
	return nil
}

// accesses are those in the section to what stands beside its mutex; what literals do is left out, they run at another time.
func (s *site) accesses(sec *section) []access {
	var out []access
	for i, stmt := range sec.body {
		written := map[ast.Expr]bool{}
		add := func(e ast.Expr, content, write bool, at ast.Node) {
			v := s.placeOf(e, sec.mutex)
			if v == nil {
				return
			}
			_, isMap := under[*types.Map](v.Type())
			if content && !isMap || !content && !swapped(v.Type()) {
				return
			}
			out = append(out, access{place{v, content}, write, at, i})
		}
		store := func(l ast.Expr) {
			if index, ok := l.(*ast.IndexExpr); ok {
				written[index] = true
				add(index.X, true, true, index)
				return
			}
			written[l] = true
			add(l, false, true, l)
		}
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
				return false
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					store(l)
				}
			case *ast.IncDecStmt:
				store(n.X)
			case *ast.RangeStmt:
				add(n.X, true, false, n.X)
			case *ast.IndexExpr:
				if !written[n] {
					add(n.X, true, false, n)
				}
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && len(n.Args) > 0 && s.pkg.info.Types[n.Fun].IsBuiltin() {
					switch id.Name {
					case "delete", "clear":
						add(n.Args[0], true, true, n)
					case "len":
						add(n.Args[0], true, false, n)
					}
				}
			case *ast.SelectorExpr:
				if !written[n] {
					add(n, false, false, n)
				}
			case *ast.Ident:
				if !written[n] {
					add(n, false, false, n)
				}
			}
			return true
		})
	}
	return out
}

// swapped types are those whose variables are replaced as a whole.
func swapped(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Interface, *types.Signature:
		return true
	}
	return false
}

// unlocks are the places in the section's body that leave it early with the mutex released.
func (s *site) unlocks(sec *section) []ast.Stmt {
	var out []ast.Stmt
	for _, stmt := range sec.body {
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ExprStmt:
				if x, method, _ := s.mutexCall(n.X); x != nil && s.text(x) == s.text(sec.mutex) && strings.HasSuffix(method, "nlock") {
					out = append(out, n)
				}
			}
			return true
		})
	}
	return out
}

// others says that the body holds or takes another lock, or this one again: then nothing follows from the loss of one.
func (s *site) others(sec *section) bool {
	found := false
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !strings.HasSuffix(sel.Sel.Name, "Lock") && !strings.HasSuffix(sel.Sel.Name, "lock") {
			return true
		}
		found = found || s.text(sel.X) != s.text(sec.mutex)
		return true
	})
	return found
}

// guardsOf collects who accesses what under which mutex.
func guardsOf(p *Program, pkg *Package) guards {
	out := guards{}
	for i, file := range pkg.files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			s := &site{program: p, pkg: pkg, file: file, source: pkg.sources[i], fn: fn}
			for _, sec := range s.sections() {
				if !s.shared(sec.mutex) {
					continue
				}
				for _, a := range s.accesses(sec) {
					out.add(guardKey{a.place, sec.key}, fn, a.write)
				}
				for _, u := range s.pointeeUses(sec) {
					out.add(guardKey{place{u.field, false}, sec.key}, fn, u.write)
				}
			}
		}
	}
	return out
}

// A pointeeUse is a use of a field of what a guarded map holds, by a variable that the section has looked up.
type pointeeUse struct {
	field *types.Var
	write bool
	at    ast.Node
	stmt  int
}

// pointeeUses finds `v := m[k]` (or a range over m), and `v.f` behind it.
func (s *site) pointeeUses(sec *section) []pointeeUse {
	held := map[types.Object]bool{}
	hold := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok && s.object(id) != nil {
			if p, ok := under[*types.Pointer](s.object(id).Type()); ok {
				if _, ok := under[*types.Struct](p.Elem()); ok {
					held[s.object(id)] = true
				}
			}
		}
	}
	var out []pointeeUse
	for i, stmt := range sec.body {
		written := map[ast.Expr]bool{}
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
				return false
			case *ast.AssignStmt:
				if len(n.Rhs) == 1 {
					if index, ok := n.Rhs[0].(*ast.IndexExpr); ok && s.placeOf(index.X, sec.mutex) != nil {
						if _, ok := under[*types.Map](s.typeOf(index.X)); ok {
							hold(n.Lhs[0])
						}
					}
				}
				for _, l := range n.Lhs {
					written[l] = true
				}
			case *ast.IncDecStmt:
				written[n.X] = true
			case *ast.RangeStmt:
				if _, ok := under[*types.Map](s.typeOf(n.X)); ok && s.placeOf(n.X, sec.mutex) != nil && n.Value != nil {
					hold(n.Value)
				}
			case *ast.SelectorExpr:
				id, ok := n.X.(*ast.Ident)
				sel := s.pkg.info.Selections[n]
				if !ok || sel == nil || sel.Kind() != types.FieldVal || !held[s.object(id)] {
					break
				}
				out = append(out, pointeeUse{sel.Obj().(*types.Var).Origin(), written[n], n, i})
			}
			return true
		})
	}
	return out
}

// returns are the statements that leave the function, in the first statements of a section.
func returns(list []ast.Stmt) []ast.Stmt {
	var out []ast.Stmt
	for _, stmt := range list {
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				out = append(out, n)
			case *ast.BranchStmt:
				if n.Tok == token.GOTO || n.Label != nil {
					out = append(out, n)
				}
			}
			return true
		})
	}
	return out
}
