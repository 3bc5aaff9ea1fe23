package memoglobal

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
)

var (
	queries = NewMemo[string, int]()
	recent  = NewGen[string, int](100)
	byKind  = map[reflect.Kind]int{}
)

func cost(q string) int { return strings.Count(q, " ") }

func Search(w http.ResponseWriter, r *http.Request) {
	q := r.FormValue("q")
	fmt.Fprintln(w, queries.Do(q, cost), recent.Do(q, cost))
}

func Words(w http.ResponseWriter, r *http.Request) {
	local := map[string]int{}
	for _, word := range strings.Fields(r.FormValue("q")) {
		local[word]++
	}
	fmt.Fprintln(w, len(local))
}

func RegisterKind(v any) { byKind[reflect.TypeOf(v).Kind()]++ }
