// Program-long maps whose keys are bounded: types, methods from a switch, status classes, hosts of the configuration, a bucketed clock.
// clean: as many entries as there are kinds, whatever the requests say.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"sync"
	"time"
)

var (
	mu       sync.Mutex
	byMethod = map[string]int{}
	byClass  = map[int]int{}
	byHost   = map[string]int{}
	byHour   = map[int]int{}
	byType   = map[reflect.Type]int{}
	byAgent  = map[agent]int{}
)

var hosts = []string{"a.example", "b.example"}

type agent int

const (
	other agent = iota
	browser
	robot
)

func classify(ua string) agent {
	switch ua {
	case "mozilla":
		return browser
	case "bot":
		return robot
	}
	return other
}

func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodPut:
		return r.Method
	default:
		return "other"
	}
}

func knownHost(h string) (string, error) {
	if !slices.Contains(hosts, h) {
		return "", errors.New("unknown host")
	}
	return h, nil
}

type middleware func(http.Handler) http.Handler

func counting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		mu.Lock()
		defer mu.Unlock()
		byMethod[method(r)]++
		byClass[rec.Code/100]++
		byHour[time.Now().Hour()]++
		byAgent[classify(r.UserAgent())]++
		if h, err := knownHost(r.Host); err == nil {
			byHost[h]++
		}
		w.WriteHeader(rec.Code)
	})
}

type event interface{ name() string }

type created struct{ id int }
type deleted struct{ id int }

func (created) name() string { return "created" }
func (deleted) name() string { return "deleted" }

func record(e event) {
	mu.Lock()
	defer mu.Unlock()
	byType[reflect.TypeOf(e)]++
}

func app(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodDelete {
		record(deleted{1})
	} else {
		record(created{2})
	}
}

func chain(h http.Handler, ms ...middleware) http.Handler {
	for _, m := range slices.Backward(ms) {
		h = m(h)
	}
	return h
}

func main() {
	h := chain(http.HandlerFunc(app), counting)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			r := httptest.NewRequest([]string{"GET", "DELETE", "PATCH"}[i%3], "/", nil)
			r.Host = fmt.Sprintf("%c.example", 'a'+i)
			r.Header.Set("User-Agent", fmt.Sprint("ua", i))
			h.ServeHTTP(httptest.NewRecorder(), r)
		})
	}
	wg.Wait()
	fmt.Println(len(byMethod), len(byClass), len(byHost), len(byHour), len(byAgent), len(byType))
}
