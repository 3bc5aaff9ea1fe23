// Package conf reads the configuration.
package conf

import (
	"encoding/json"
	"io"
)

type Router struct{ Rule string }

type Config struct{ Routers map[string]*Router }

// Load reads it, and gives each router its name. It follows them all.
func Load(r io.Reader) (*Config, error) {
	var read Config
	if err := json.NewDecoder(r).Decode(&read); err != nil {
		return nil, err
	}
	out := &Config{Routers: map[string]*Router{}}
	for name, router := range read.Routers {
		if router.Rule == "" {
			router.Rule = "any"
		}
		out.add(name+"@file", router)
	}
	return out, nil
}

func (c *Config) add(name string, r *Router) {
	if _, ok := c.Routers[name]; !ok {
		c.Routers[name] = r
	}
}
