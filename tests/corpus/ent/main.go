// Command ent uses entgo.io/ent as an ordinary program does.
package main

import (
	"fmt"
	"log"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/entc/gen"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// User is a schema as an application declares it.
type User struct{ ent.Schema }

func (User) Fields() []ent.Field {
	return []ent.Field{
		field.String("name").NotEmpty().MaxLen(80),
		field.Int("age").Positive().Optional(),
		field.Enum("state").Values("active", "closed").Default("active"),
	}
}

func (User) Edges() []ent.Edge { return []ent.Edge{edge.To("friends", User.Type)} }

func (User) Indexes() []ent.Index { return []ent.Index{index.Fields("name").Unique()} }

func main() {
	for _, f := range (User{}).Fields() {
		fmt.Println(f.Descriptor().Name, f.Descriptor().Info)
	}
	query, args := sql.Dialect(dialect.Postgres).
		Select("id", "name").
		From(sql.Table("users")).
		Where(sql.And(sql.EQ("state", "active"), sql.GT("age", 17))).
		OrderBy(sql.Desc("name")).
		Limit(10).
		Query()
	fmt.Println(query, args)
	graph, err := gen.NewGraph(&gen.Config{Package: "example/ent"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(graph.Nodes))
}
