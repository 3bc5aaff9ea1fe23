// A method with the parameters of a handler that is none: it sets up the context of one request. Another one is a handler.
// race: Attach, which is served, for parallel requests; clean: Reset, which is called by its name for an object of that request.
package resets

import "net/http"

type writer struct {
	code int
	to   http.ResponseWriter
}

func (w *writer) reset(to http.ResponseWriter) { w.to, w.code = to, http.StatusOK }

type exchange struct {
	w   writer
	res http.ResponseWriter
	req *http.Request
}

func (e *exchange) Reset(res http.ResponseWriter, req *http.Request) {
	e.w.reset(res)
	e.res = res
	e.req = req
}

type HandlerFunc func(res http.ResponseWriter, path string) error

func Handle(mux *http.ServeMux, pattern string, h HandlerFunc) {
	mux.Handle(pattern, http.HandlerFunc(func(res http.ResponseWriter, req *http.Request) {
		e := &exchange{}
		e.Reset(res, req)
		if err := h(e.w.to, e.req.URL.Path); err != nil {
			http.Error(e.res, err.Error(), http.StatusInternalServerError)
		}
	}))
}

type monitor struct {
	last *http.Request
}

func (m *monitor) Attach(res http.ResponseWriter, req *http.Request) {
	m.last = req // want unsynchronized-swap
	res.WriteHeader(http.StatusNoContent)
}

func Watch(mux *http.ServeMux) {
	m := &monitor{}
	mux.HandleFunc("/attach", m.Attach)
}
