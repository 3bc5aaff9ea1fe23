// What reads a body lives no longer than the body: decoders, buffered readers and limits around it are kept for later, or read to the end.
// seen: "invalid Read on closed Body" when the kept decoder goes on; clean: the decoded values.
package decoders

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"sync"
)

type order struct{ Item string }

type Inbox struct {
	mu       sync.Mutex
	decoders map[string]*json.Decoder
	lines    map[string]*bufio.Scanner
	zipped   map[string]io.Reader
	orders   map[string]order
	raw      map[string]json.RawMessage
}

func (b *Inbox) Later(w http.ResponseWriter, r *http.Request) {
	d := json.NewDecoder(r.Body)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.decoders[r.FormValue("id")] = d // want request-retained
}

func (b *Inbox) Lines(w http.ResponseWriter, r *http.Request) {
	s := bufio.NewScanner(io.LimitReader(r.Body, 1<<20))
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines[r.FormValue("id")] = s // want request-retained
}

func (b *Inbox) Zipped(w http.ResponseWriter, r *http.Request) {
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.zipped[r.FormValue("id")] = z // want request-retained
}

func (b *Inbox) Now(w http.ResponseWriter, r *http.Request) {
	var o order
	if json.NewDecoder(r.Body).Decode(&o) != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.orders[r.FormValue("id")] = o
}

func (b *Inbox) Raw(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.raw[r.FormValue("id")] = text
}
