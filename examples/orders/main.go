// Command orders is a small service with the faults that ptrsafe finds, one of each kind, where such faults
// happen: an order cache, a configuration that is reloaded, and a metrics registry. The lines end with
// `// want RULE`. The module is at go 1.21, where a loop has one variable for all its iterations.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"

	"example.com/orders/cache"
	"example.com/orders/config"
	"example.com/orders/metrics"
)

func main() {
	settings := config.NewStore()
	if err := settings.Reload([]string{"timeout=5s", "region=eu"}); err != nil {
		log.Fatal(err)
	}
	orders := cache.New()
	orders.Load([]cache.Order{{ID: "a1", Total: 1200}, {ID: "b2", Total: 3000}})
	counters := metrics.NewRegistry()

	http.HandleFunc("/total", func(w http.ResponseWriter, r *http.Request) {
		counters.Count("total")
		fmt.Fprintln(w, orders.Total(r.URL.Query().Get("id")))
	})
	http.HandleFunc("/cancel", func(w http.ResponseWriter, r *http.Request) {
		counters.Count("cancel")
		fmt.Fprintln(w, orders.Cancel(r.URL.Query().Get("id")))
	})
	http.HandleFunc("/region", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, settings.Value("region"))
	})
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		if err := json.NewEncoder(w).Encode(counters.Snapshot()); err != nil {
			log.Print(err)
		}
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
