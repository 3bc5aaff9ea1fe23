// Package pipes writes into io.Pipes whose readers may leave before the end.
// stuck: Head, Kind; clean: Closed, Drained, Failed, Handed, Lines, Requested, Both.
package pipes

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

var errKind = errors.New("of another kind")

// Head reads a line, and leaves the rest.
func Head(list []string) (string, error) {
	r, w := io.Pipe()
	go func() { // want goroutine-leak
		for _, x := range list {
			if _, err := io.WriteString(w, x+"\n"); err != nil {
				return
			}
		}
		w.Close()
	}()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

func encode(w *io.PipeWriter, v any) { w.CloseWithError(json.NewEncoder(w).Encode(v)) }

func stream(v any) io.Reader {
	r, w := io.Pipe()
	go encode(w, v) // want goroutine-leak
	return r
}

type kind struct{ Kind string }

// Kind looks at the first value only.
func Kind(v any, rest func(io.Reader) error) error {
	r := stream(v)
	first := make([]byte, 4)
	if _, err := io.ReadFull(r, first); err != nil {
		return err
	}
	if string(first) != "{\"Ki" {
		return errKind
	}
	return rest(r)
}

// Closed closes its end.
func Closed(list []string) (string, error) {
	r, w := io.Pipe()
	go func() {
		defer w.Close()
		for _, x := range list {
			if _, err := io.WriteString(w, x+"\n"); err != nil {
				return
			}
		}
	}()
	defer r.Close()
	return bufio.NewReader(r).ReadString('\n')
}

// Drained reads all.
func Drained(v any) ([]byte, error) {
	r, w := io.Pipe()
	go encode(w, v)
	return io.ReadAll(r)
}

// Failed leaves on errors only, which tell that the writer has ended.
func Failed(v any) (k kind, err error) {
	r, w := io.Pipe()
	go encode(w, v)
	in := json.NewDecoder(r)
	for {
		if err := in.Decode(&k); err == io.EOF {
			return k, nil
		} else if err != nil {
			return k, err
		}
	}
}

// Handed leaves the end to others.
func Handed(v any, put func(io.Reader) error) error {
	r, w := io.Pipe()
	go encode(w, v)
	return put(bufio.NewReader(r))
}

// Lines ends when there is nothing more.
func Lines(v any) (n int) {
	r, w := io.Pipe()
	go encode(w, v)
	in := bufio.NewScanner(r)
	for in.Scan() {
		n += len(in.Text())
	}
	return n
}

// Requested gives it to a request.
func Requested(url string, v any) (*http.Response, error) {
	r, w := io.Pipe()
	go encode(w, v)
	req, err := http.NewRequest(http.MethodPost, url, r)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}

// Both closes on one way, and has the rest read on the other.
func Both(v any, put func(io.Reader) error) error {
	r, w := io.Pipe()
	go encode(w, v)
	in := bufio.NewReader(r)
	first, err := in.Peek(1)
	if err != nil {
		return err
	}
	if first[0] != '{' {
		r.CloseWithError(errKind)
		return errKind
	}
	return put(in)
}
