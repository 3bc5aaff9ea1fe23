// Command pgx uses github.com/jackc/pgx/v5 as an ordinary program does.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

type account struct {
	ID    int64
	Name  string
	Since pgtype.Timestamptz
}

func main() {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, "postgres://127.0.0.1/shop")
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	rows, err := pool.Query(ctx, "select id, name, since from accounts where name = @name", pgx.NamedArgs{"name": "ann"})
	if err != nil {
		log.Fatal(err)
	}
	accounts, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[account])
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		log.Fatal(pgErr.Code)
	}
	byID := map[int64]*account{}
	for _, a := range accounts {
		byID[a.ID] = a
	}
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "delete from accounts")
		return err
	})
	fmt.Println(len(byID), err)
}
