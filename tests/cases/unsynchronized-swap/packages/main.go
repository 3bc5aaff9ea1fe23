// A configuration package whose variables main's goroutines replace: exported, behind setters with and without a lock.
// race: a request during the reload, DATA RACE at the marked stores; clean: Get against Set.
package main

import (
	"fmt"
	"log"
	"net/http"
	"packages/conf"
	"time"
)

func reload(every time.Duration) {
	for range time.Tick(every) {
		conf.Current = &conf.Settings{Name: "next"} // want unsynchronized-swap
		conf.Set(&conf.Settings{Name: "next"})
		conf.SetFlags(map[string]bool{"beta": true})
	}
}

func show(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, conf.Current.Name, conf.Get().Name, conf.Flag("beta"))
}

func main() {
	conf.Current = &conf.Settings{Name: "started"}
	go reload(time.Minute)
	http.HandleFunc("/", show)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
