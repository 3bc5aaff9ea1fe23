// Command opa uses github.com/open-policy-agent/opa as an ordinary program does.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

const policy = `package shop
allow if input.user == data.owner
`

func main() {
	ctx := context.Background()
	module, err := ast.ParseModule("shop.rego", policy)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(module.Package, len(module.Rules))
	store := inmem.NewFromObject(map[string]any{"owner": "ann"})
	query, err := rego.New(rego.Query("data.shop.allow"), rego.Module("shop.rego", policy), rego.Store(store)).PrepareForEval(ctx)
	if err != nil {
		log.Fatal(err)
	}
	result, err := query.Eval(ctx, rego.EvalInput(map[string]any{"user": "ann"}))
	fmt.Println(result.Allowed(), err)
}
