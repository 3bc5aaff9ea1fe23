// Objects that are made for one call, with a field that a lookup gives: the method follows it.
// panics: draw with a shape that is not there, and measure (nil pointer dereference); clean: those that ask in the caller or in the method, and preview.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

type shape interface {
	Draw(w io.Writer, size int)
	Area(size int) int
}

type square struct{}

func (square) Draw(w io.Writer, size int) { fmt.Fprintln(w, "square", size) }
func (square) Area(size int) int          { return size * size }

var shapes = map[string]shape{"square": square{}}

func named(name string) shape { return shapes[name] }

// canvas is made for one request.
type canvas struct {
	to   io.Writer
	size int
	shape
}

func (c *canvas) draw() {
	c.Draw(c.to, c.size) // want nil-map-value
	fmt.Fprintln(c.to, c.Area(c.size))
}

func (c *canvas) drawIfThere() {
	if c.shape == nil {
		fmt.Fprintln(c.to, "nothing")
		return
	}
	c.Draw(c.to, c.size)
}

func (c *canvas) preview() { c.Draw(c.to, 1) }

func (c *canvas) outline() { c.Draw(c.to, 0) }

func (c *canvas) empty() bool { return c.shape == nil }

func (c *canvas) frame() {
	if c.empty() {
		return
	}
	c.Draw(c.to, 2)
}

func (c *canvas) fill() {
	if c.shape == nil {
		c.shape = square{}
	}
}

func (c *canvas) poster() {
	c.fill()
	c.Draw(c.to, 9)
}

type rule struct {
	of   shape
	size int
}

func measure(r *rule) int {
	return r.of.Area(r.size) // want nil-map-value
}

func handleDraw(w http.ResponseWriter, r *http.Request) {
	c := &canvas{to: w, size: 3, shape: named(r.FormValue("shape"))}
	c.draw()
}

func handleIfThere(w http.ResponseWriter, r *http.Request) {
	c := &canvas{to: w, size: 3, shape: named(r.FormValue("shape"))}
	c.drawIfThere()
}

func handlePreview(w http.ResponseWriter, r *http.Request) {
	s := named(r.FormValue("shape"))
	if s == nil {
		http.NotFound(w, r)
		return
	}
	c := &canvas{to: w, shape: s}
	c.preview()
}

func handleOutline(w http.ResponseWriter, r *http.Request) {
	c := &canvas{to: w, shape: named(r.FormValue("shape"))}
	if c.shape == nil {
		c.shape = square{}
	}
	c.outline()
}

func handleFrame(w http.ResponseWriter, r *http.Request) {
	c := &canvas{to: w, shape: named(r.FormValue("shape"))}
	c.frame()
}

func handlePoster(w http.ResponseWriter, r *http.Request) {
	c := &canvas{to: w, shape: named(r.FormValue("shape"))}
	c.poster()
}

func handleMeasure(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, measure(&rule{of: named(r.FormValue("shape")), size: 2}))
}

func main() {
	http.HandleFunc("GET /draw", handleDraw)
	http.HandleFunc("GET /there", handleIfThere)
	http.HandleFunc("GET /preview", handlePreview)
	http.HandleFunc("GET /outline", handleOutline)
	http.HandleFunc("GET /frame", handleFrame)
	http.HandleFunc("GET /poster", handlePoster)
	http.HandleFunc("GET /measure", handleMeasure)
	log.Fatal(http.ListenAndServe("localhost:8104", nil))
}
