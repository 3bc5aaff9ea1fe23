// Keys of requests that a helper spells in one way before a method of another type looks them up; one helper knows which names there are.
// panics: price and stock of an article that is not listed (nil pointer dereference); clean: the tested ones, and those whose helper gives a listed name.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
)

type article struct {
	title string
	cents int
	left  int
}

type catalogue struct{ articles map[string]*article }

// spell brings a name into the form of the catalogue.
func spell(name string) string {
	name, _, _ = strings.Cut(name, "#")
	return "art-" + strings.ToUpper(strings.TrimSpace(name))
}

// listed gives the name of an article that there is, the first one's for others.
func (c *catalogue) listed(name string) string {
	name = spell(name)
	if c.articles[name] == nil {
		return "art-1"
	}
	return name
}

func (c *catalogue) add(name string, a *article) { c.articles[spell(name)] = a }

func (c *catalogue) get(name string) *article { return c.articles[spell(name)] }

func (c *catalogue) price(w http.ResponseWriter, r *http.Request) {
	a := c.get(r.FormValue("article"))
	fmt.Fprintln(w, a.cents) // want nil-map-value
}

func (c *catalogue) stock(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, c.articles[spell(r.PathValue("article"))].left) // want nil-map-value
}

func (c *catalogue) title(w http.ResponseWriter, r *http.Request) {
	a := c.get(r.FormValue("article"))
	if a == nil {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, a.title)
}

func (c *catalogue) any(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, c.articles[c.listed(r.FormValue("article"))].title) // want-possible nil-map-value
}

// renamed asks under the spelt name, and hands the other one on.
func (c *catalogue) renamed(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("article")
	if _, ok := c.articles[spell(name)]; !ok {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, c.get(name).title, c.articles[spell(name)].left) // want-possible nil-map-value
}

// ensure sees to an entry.
func (c *catalogue) ensure(name string) {
	if c.articles[spell(name)] == nil {
		c.articles[spell(name)] = &article{title: name}
	}
}

func (c *catalogue) offer() {
	name := os.Args[1]
	c.ensure(name)
	fmt.Println(c.get(name).cents) // want-possible nil-map-value
}

func main() {
	c := &catalogue{articles: make(map[string]*article)}
	c.add("1", &article{title: "one", cents: 100, left: 1})
	if len(os.Args) > 1 {
		c.offer()
	}
	c.add("2", &article{title: "two", cents: 200, left: 2})
	http.HandleFunc("GET /price", c.price)
	http.HandleFunc("GET /stock/{article}", c.stock)
	http.HandleFunc("GET /title", c.title)
	http.HandleFunc("GET /any", c.any)
	http.HandleFunc("GET /renamed", c.renamed)
	log.Fatal(http.ListenAndServe("localhost:8101", nil))
}
