// Setters of the library that assign an entry in a map: of a field that nobody makes, and of one that is made when it is needed.
// panics: `querysetters bad`; clean: `querysetters`.
package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
)

type client struct {
	query  url.Values
	header http.Header
	form   url.Values
}

func (c *client) with(key, value string) *client {
	c.query.Set(key, value) // want nil-map-write
	return c
}

func (c *client) head(key, value string) *client {
	if c.header == nil {
		c.header = make(http.Header)
	}
	c.header.Set(key, value)
	return c
}

func (c *client) field(key, value string) *client {
	c.form.Add(key, value)
	return c
}

func request() (*http.Request, error) {
	r, err := http.NewRequest("GET", "http://localhost", nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "*/*")
	return r, nil
}

func main() {
	c := &client{form: url.Values{}}
	c.head("a", "b").field("c", "d")
	r, err := request()
	fmt.Println(c.header, c.form, r != nil, err)
	if len(os.Args) > 1 {
		c.with("e", "f")
	}
}
