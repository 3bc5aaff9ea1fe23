// A configuration package with exported variables that an admin handler replaces, and handlers of main read.
// race: DATA RACE at both; clean: Safe.
package main

import (
	"fmt"
	"log"
	"net/http"

	"example.com/packagevars/conf"
)

func admin(w http.ResponseWriter, r *http.Request) {
	conf.Reload(len(r.FormValue("n")))
}

func index(w http.ResponseWriter, r *http.Request) {
	if conf.Live.Limit < len(r.URL.Path) {
		http.Error(w, "too long", http.StatusRequestURITooLong)
		return
	}
	fmt.Fprintln(w, conf.Hosts[r.Host], conf.Safe().Limit)
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/admin", admin)
	mux.HandleFunc("/", index)
	log.Fatal(http.ListenAndServe("localhost:8208", mux))
}
