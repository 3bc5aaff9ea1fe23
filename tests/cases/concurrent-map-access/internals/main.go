// Of an internal package other modules have nothing: a method that the program does not call is called by nobody.
// race: two requests, of which one forgets a name; clean: Dump has no caller.
package main

import (
	"fmt"
	"net/http"

	"internals/internal/registry"
)

func main() {
	names := registry.New()
	http.HandleFunc("/add", func(w http.ResponseWriter, r *http.Request) { names.Add(r.FormValue("name")) })
	http.HandleFunc("/drop", func(w http.ResponseWriter, r *http.Request) { names.Drop(r.FormValue("name")) })
	fmt.Println(http.ListenAndServe(":8080", nil))
}
