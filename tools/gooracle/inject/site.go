package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// A site is a function in which candidates are looked for.
type site struct {
	program *Program
	pkg     *Package
	file    *ast.File
	source  []byte
	fn      *ast.FuncDecl
	parent  map[ast.Node]ast.Node
}

func (s *site) parents() {
	s.parent = map[ast.Node]ast.Node{}
	var stack []ast.Node
	ast.Inspect(s.fn, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if len(stack) > 0 {
			s.parent[n] = stack[len(stack)-1]
		}
		stack = append(stack, n)
		return true
	})
}

func (s *site) text(n ast.Node) string {
	return string(s.source[n.Pos()-s.file.FileStart : n.End()-s.file.FileStart])
}

func (s *site) lineOf(p token.Pos) string {
	at := int(p - s.file.FileStart)
	from := strings.LastIndexByte(string(s.source[:at]), '\n') + 1
	line, _, _ := strings.Cut(string(s.source[from:]), "\n")
	return strings.TrimSpace(line)
}

func (s *site) typeOf(e ast.Expr) types.Type {
	if id, ok := e.(*ast.Ident); ok {
		if obj := s.object(id); obj != nil {
			return obj.Type()
		}
	}
	return s.pkg.info.Types[e].Type
}

func (s *site) object(id *ast.Ident) types.Object {
	if obj := s.pkg.info.Defs[id]; obj != nil {
		return obj
	}
	return s.pkg.info.Uses[id]
}

func under[T types.Type](t types.Type) (T, bool) {
	var none T
	if t == nil {
		return none, false
	}
	u, ok := t.Underlying().(T)
	return u, ok
}

// simple says that an expression has the same value again if nothing in it is assigned: names, fields and constants.
func simple(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.SelectorExpr:
		return simple(e.X)
	}
	return false
}

// A lookup is a map entry that may be absent.
type lookup struct {
	expr  ast.Expr // m[k], or a Load of a sync.Map
	m, k  ast.Expr
	named bool // m[k] can be written again
}

// lookupOf takes `m[k]` where a missing entry yields nil, and `m.Load(k)`.
func (s *site) lookupOf(e ast.Expr) (lookup, bool) {
	switch e := e.(type) {
	case *ast.IndexExpr:
		m, ok := under[*types.Map](s.typeOf(e.X))
		if !ok {
			return lookup{}, false
		}
		switch m.Elem().Underlying().(type) {
		case *types.Pointer, *types.Interface, *types.Signature, *types.Map:
			return lookup{e, e.X, e.Index, simple(e.X) && simple(e.Index)}, true
		}
	case *ast.CallExpr:
		sel, ok := e.Fun.(*ast.SelectorExpr)
		if !ok || len(e.Args) != 1 {
			return lookup{}, false
		}
		if f, ok := s.pkg.info.Uses[sel.Sel].(*types.Func); ok && f.FullName() == "(*sync.Map).Load" {
			return lookup{e, sel.X, e.Args[0], false}, true
		}
	}
	return lookup{}, false
}

// value is what a lookup's result is known by: a variable, or the entry's own text.
type value struct {
	object types.Object
	text   string
}

func (s *site) is(v value, e ast.Expr) bool {
	e = ast.Unparen(e)
	if id, ok := e.(*ast.Ident); ok && v.object != nil {
		return s.object(id) == v.object
	}
	if _, ok := e.(*ast.IndexExpr); ok && v.text != "" {
		return s.text(e) == v.text
	}
	return false
}

// dereference is the first place in the nodes where a nil value would panic, if nothing before it tests the value or gives it another.
func (s *site) dereference(v value, nodes ...ast.Node) token.Pos {
	found, stopped := token.NoPos, false
	for _, node := range nodes {
		ast.Inspect(node, func(n ast.Node) bool {
			if n == nil || found.IsValid() || stopped {
				return false
			}
			switch n := n.(type) {
			case *ast.FuncLit, *ast.DeferStmt:
				return false // runs at another time
			case *ast.BinaryExpr:
				if (n.Op == token.EQL || n.Op == token.NEQ) && (s.is(v, n.X) || s.is(v, n.Y)) {
					stopped = true
				}
			case *ast.RangeStmt:
				// Its statements may run not at all.
			case *ast.AssignStmt:
				for _, r := range n.Rhs {
					if at := s.dereference(v, r); at.IsValid() {
						found = at
						return false
					}
				}
				for _, l := range n.Lhs {
					if s.is(v, l) {
						stopped = true
						return false
					}
					if index, ok := l.(*ast.IndexExpr); ok && s.is(v, index.X) {
						if _, ok := under[*types.Map](s.typeOf(index.X)); ok {
							found = index.Pos()
						}
						return false
					}
				}
			case *ast.TypeSwitchStmt:
				stopped = stopped || s.mentions(v, n.Assign)
			case *ast.SwitchStmt:
				stopped = stopped || n.Tag != nil && s.is(v, n.Tag)
			case *ast.StarExpr:
				if s.is(v, n.X) {
					found = n.Pos()
				}
			case *ast.CallExpr:
				if s.is(v, n.Fun) {
					found = n.Pos()
				}
			case *ast.TypeAssertExpr:
				if s.is(v, n.X) && !s.commaOk(n) {
					found = n.Pos()
				} else if s.is(v, n.X) {
					stopped = true
				}
			case *ast.SelectorExpr:
				if s.is(v, n.X) && s.selectionPanics(n) {
					found = n.Pos()
				}
			}
			return !found.IsValid() && !stopped
		})
		if found.IsValid() || stopped {
			break
		}
	}
	return found
}

func (s *site) mentions(v value, node ast.Node) bool {
	found := false
	ast.Inspect(node, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && s.is(v, e) {
			found = true
		}
		return !found
	})
	return found
}

func (s *site) commaOk(e ast.Expr) bool {
	a, ok := s.parent[e].(*ast.AssignStmt)
	return ok && len(a.Lhs) == 2 && len(a.Rhs) == 1
}

// selectionPanics: a field, a method of an interface, a value method, or a pointer method that goes on to use its receiver's fields.
func (s *site) selectionPanics(e *ast.SelectorExpr) bool {
	sel := s.pkg.info.Selections[e]
	if sel == nil {
		return false
	}
	if _, ok := under[*types.Interface](sel.Recv()); ok {
		return true
	}
	if _, ok := under[*types.Pointer](sel.Recv()); !ok {
		return false
	}
	if sel.Kind() == types.FieldVal || len(sel.Index()) > 1 {
		return true
	}
	f, ok := sel.Obj().(*types.Func)
	if !ok {
		return false
	}
	if _, ok := under[*types.Pointer](f.Signature().Recv().Type()); !ok {
		return true
	}
	return s.program.usesReceiver(f)
}

// usesReceiver says that the method's first statement reads a field of the receiver, so that a nil one cannot be meant.
func (p *Program) usesReceiver(f *types.Func) bool {
	pkg := p.all[f.Pkg().Path()]
	if pkg == nil || pkg.info == nil {
		return false
	}
	for _, file := range pkg.files {
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || pkg.info.Defs[fn.Name] != f || fn.Body == nil || len(fn.Body.List) == 0 || len(fn.Recv.List[0].Names) == 0 {
				continue
			}
			s := &site{program: p, pkg: pkg, file: file, fn: fn}
			s.parents()
			v := value{object: pkg.info.Defs[fn.Recv.List[0].Names[0]]}
			first := fn.Body.List[0]
			switch first.(type) {
			case *ast.ReturnStmt, *ast.ExprStmt, *ast.AssignStmt:
				return v.object != nil && s.fieldRead(v, first)
			}
		}
	}
	return false
}

func (s *site) fieldRead(v value, node ast.Node) bool {
	found := false
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.BinaryExpr:
			return false
		case *ast.SelectorExpr:
			sel := s.pkg.info.Selections[n]
			found = found || s.is(v, n.X) && sel != nil && (sel.Kind() == types.FieldVal || len(sel.Index()) > 1)
		}
		return !found
	})
	return found
}
