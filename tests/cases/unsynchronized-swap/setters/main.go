// Setters of an object that serves requests: they are for the time before it does. A reload is for the time after.
// race: Reload beside requests, DATA RACE at the store; clean: SetIndex, OnError and SetTitle, called before the first request.
package setters

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

type config struct {
	Motd string
}

type Handler struct {
	file    string
	conf    *config
	title   string
	index   http.Handler
	onError func(error)
}

func New(file string) *Handler { return &Handler{file: file, conf: &config{}} }

func (h *Handler) SetTitle(title string) { h.title = title }

func (h *Handler) SetIndex(index http.Handler) { h.index = index } // want-possible unsynchronized-swap

func (h *Handler) OnError(f func(error)) *Handler {
	h.onError = f // want-possible unsynchronized-swap
	return h
}

func (h *Handler) Reload() error {
	text, err := os.ReadFile(h.file)
	if err != nil {
		return err
	}
	next := new(config)
	if err := json.Unmarshal(text, next); err != nil {
		return err
	}
	h.conf = next // want unsynchronized-swap
	return nil
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.index != nil && r.URL.Path == "/" {
		h.index.ServeHTTP(w, r)
		return
	}
	if _, err := fmt.Fprintln(w, h.title, h.conf.Motd); err != nil && h.onError != nil {
		h.onError(err)
	}
}
