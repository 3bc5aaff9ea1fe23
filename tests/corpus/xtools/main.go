// Command xtools uses golang.org/x/tools as an ordinary program does.
package main

import (
	"fmt"
	"go/ast"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/callgraph/cha"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

var longFunctions = &analysis.Analyzer{
	Name:     "longfunctions",
	Doc:      "reports functions with many statements",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		in.Preorder([]ast.Node{(*ast.FuncDecl)(nil)}, func(n ast.Node) {
			if f := n.(*ast.FuncDecl); f.Body != nil && len(f.Body.List) > 50 {
				pass.Reportf(f.Pos(), "function %s is long", f.Name.Name)
			}
		})
		return nil, nil
	},
}

func main() {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, os.Args[1:]...)
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		os.Exit(1)
	}
	prog, _ := ssautil.AllPackages(pkgs, ssa.InstantiateGenerics)
	prog.Build()
	fmt.Println(longFunctions.Name, len(cha.CallGraph(prog).Nodes))
}
