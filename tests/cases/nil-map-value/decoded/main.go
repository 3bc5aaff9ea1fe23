// JSON fills the map: null gives a present key with a nil pointer, and a missing section gives no key.
// panics: `decoded lookup`, `decoded each`, `decoded section`; clean: `decoded ok`.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
)

type backend struct {
	URL    string `json:"url"`
	Weight int    `json:"weight"`
}

type config struct {
	Backends map[string]*backend `json:"backends"`
	Default  string              `json:"default"`
}

const input = `{"default": "main", "backends": {"main": null, "spare": {"url": "http://192.0.2.1/", "weight": 1}}}`

func load() *config {
	var c config
	if err := json.Unmarshal([]byte(input), &c); err != nil {
		log.Fatal(err)
	}
	return &c
}

func (c *config) lookup(name string) string {
	b, ok := c.Backends[name]
	if !ok {
		return ""
	}
	return b.URL // want nil-map-value
}

func (c *config) each() (sum int) {
	for _, b := range c.Backends {
		sum += b.Weight // want nil-map-value
	}
	return sum
}

func (c *config) section() string {
	return c.Backends[c.Default].URL // want nil-map-value
}

func (c *config) checked(name string) string {
	if b := c.Backends[name]; b != nil {
		return b.URL
	}
	return ""
}

func (c *config) total() (sum int) {
	for _, b := range c.Backends {
		if b != nil {
			sum += b.Weight
		}
	}
	return sum
}

func main() {
	c := load()
	switch os.Args[1] {
	case "lookup":
		fmt.Println(c.lookup("main"))
	case "each":
		fmt.Println(c.each())
	case "section":
		fmt.Println(c.section())
	default:
		fmt.Println(c.checked(c.Default), c.total())
	}
}
