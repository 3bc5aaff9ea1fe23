// Command orders is a small service with the faults that ptrsafe finds: an order cache, a configuration
// that is reloaded, and a metrics registry. The module is at go 1.21, where a loop has one variable for all
// its iterations.
package main

import (
	"fmt"
	"log"
	"net/http"

	"example.com/orders/cache"
	"example.com/orders/config"
	"example.com/orders/metrics"
)

func main() {
	orders := cache.New()
	orders.Load([]cache.Order{{ID: "a1", Total: 12}, {ID: "b2", Total: 30}})
	settings := config.NewStore()
	if err := settings.Reload([]string{"timeout=5s", "region=eu"}); err != nil {
		log.Fatal(err)
	}
	counters := metrics.NewRegistry()

	http.HandleFunc("/total", func(w http.ResponseWriter, r *http.Request) {
		counters.Count("total")
		fmt.Fprintln(w, orders.Total(r.URL.Query().Get("id")))
	})
	http.HandleFunc("/region", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, settings.Value("region"))
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
