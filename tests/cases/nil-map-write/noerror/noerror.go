// A loader that gives no map and no error where there is no file, and one that gives no map only with an error.
// panics: `noerror bad`; clean: `noerror`.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
)

func read(name string) (map[string]string, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m := make(map[string]string)
	in := bufio.NewScanner(f)
	for in.Scan() {
		k, v, _ := strings.Cut(in.Text(), "=")
		m[k] = v
	}
	return m, in.Err()
}

func readOrEmpty(name string) (map[string]string, error) {
	m, err := read(name)
	if err != nil {
		return nil, err
	}
	if m == nil {
		m = map[string]string{}
	}
	return m, nil
}

func main() {
	m, err := readOrEmpty("nosuch")
	if err != nil {
		fmt.Println(err)
		return
	}
	m["run"] = "1"
	if len(os.Args) > 1 {
		n, err := read("nosuch")
		if err != nil {
			fmt.Println(err)
			return
		}
		n["run"] = "1" // want nil-map-write
	}
}
