// Pipelines whose caller returns early: an error path that never sends, a result that no one receives; deferred closes that save it.
// leaks: each failed compress and each slow query; clean: compressSafe, queryRoom, pipeline.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"time"
)

var errEmpty = errors.New("empty")

type chunk struct {
	n    int
	data string
}

func compress(r io.Reader) (int, error) {
	in := make(chan chunk)
	total := make(chan int, 1)
	go func() { // want goroutine-leak
		sum := 0
		for c := range in {
			sum += len(c.data) + c.n
		}
		total <- sum
	}()
	b, err := io.ReadAll(r)
	if err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, errEmpty
	}
	for i, s := range strings.Fields(string(b)) {
		in <- chunk{i, s}
	}
	close(in)
	return <-total, nil
}

func compressSafe(r io.Reader) (int, error) {
	in := make(chan chunk)
	total := make(chan int, 1)
	go func() {
		sum := 0
		for c := range in {
			sum += len(c.data)
		}
		total <- sum
	}()
	defer close(in)
	b, err := io.ReadAll(r)
	if err != nil || len(b) == 0 {
		return 0, errEmpty
	}
	in <- chunk{0, string(b)}
	return len(b), nil
}

func query(ctx context.Context, q string) (string, error) {
	res := make(chan string)
	go func() { // want goroutine-leak
		time.Sleep(time.Duration(len(q)) * time.Millisecond)
		res <- strings.ToUpper(q)
	}()
	select {
	case s := <-res:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func queryRoom(ctx context.Context, q string) (string, error) {
	res := make(chan string, 1)
	go func() {
		time.Sleep(time.Duration(len(q)) * time.Millisecond)
		res <- strings.ToUpper(q)
	}()
	select {
	case s := <-res:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func serve(w http.ResponseWriter, r *http.Request) {
	a, err := compress(r.Body)
	b, err2 := compressSafe(strings.NewReader(r.URL.Path))
	s, err3 := query(r.Context(), r.FormValue("q"))
	t, err4 := queryRoom(r.Context(), r.FormValue("q"))
	fmt.Fprintln(w, a, b, s, t, errors.Join(err, err2, err3, err4))
}

func main() {
	http.HandleFunc("/", serve)
	log.Fatal(http.ListenAndServe("localhost:8202", nil))
}
