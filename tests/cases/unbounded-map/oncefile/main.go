// A map filled while one named file is read once does not count; one filled from each file that a request names does.
// heap grows: every new word of every file that is loaded; clean: stop, filled by main from one file.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
)

var (
	stop  = map[string]bool{}
	mu    sync.Mutex
	words = map[string]int{}
)

func readStop(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	for in.Scan() {
		stop[in.Text()] = true
	}
	return in.Err()
}

func load(w http.ResponseWriter, r *http.Request) {
	f, err := os.Open(r.FormValue("file"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Split(bufio.ScanWords)
	mu.Lock()
	defer mu.Unlock()
	for in.Scan() {
		if word := in.Text(); !stop[word] {
			words[word]++ // want unbounded-map
		}
	}
	fmt.Fprintln(w, len(words))
}

func main() {
	if err := readStop("stop.txt"); err != nil {
		log.Print(err)
	}
	http.HandleFunc("/load", load)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
