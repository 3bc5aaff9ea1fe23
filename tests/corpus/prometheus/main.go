// Command prometheus uses github.com/prometheus/prometheus as an ordinary program does.
package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/tsdb"
)

func main() {
	dir, err := os.MkdirTemp("", "tsdb")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	db, err := tsdb.Open(dir, slog.Default(), nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	app := db.Appender(context.Background())
	now := time.Now()
	for i := range 10 {
		l := labels.FromStrings("__name__", "requests_total", "path", fmt.Sprint("/", i))
		if _, err := app.Append(0, l, now.UnixMilli(), float64(i)); err != nil {
			log.Fatal(err)
		}
	}
	if err := app.Commit(); err != nil {
		log.Fatal(err)
	}
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 1000, Timeout: time.Second})
	q, err := engine.NewInstantQuery(context.Background(), db, nil, `sum(requests_total)`, now)
	if err != nil {
		log.Fatal(err)
	}
	result := q.Exec(context.Background())
	if v, err := result.Vector(); err == nil {
		fmt.Println(v)
	}
	fmt.Println(parser.ValueTypeVector, result.Err)
}
