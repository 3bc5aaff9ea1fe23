// Command expr uses github.com/expr-lang/expr as an ordinary program does.
package main

import (
	"fmt"
	"log"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

type env struct {
	Prices map[string]float64
	Limit  float64
}

type counter struct{ names map[string]int }

func (c *counter) Visit(node *ast.Node) {
	if id, ok := (*node).(*ast.IdentifierNode); ok {
		c.names[id.Value]++
	}
}

func main() {
	c := &counter{names: map[string]int{}}
	program, err := expr.Compile(`any(values(Prices), # > Limit)`, expr.Env(env{}), expr.AsBool(), expr.Patch(c))
	if err != nil {
		log.Fatal(err)
	}
	out, err := vm.Run(program, env{Prices: map[string]float64{"a": 3}, Limit: 2})
	fmt.Println(out, err, c.names)
}
