// Package lib is a framework for commands.
package lib

type Config struct{ before, show []func() }

func New() *Config { return &Config{} }

func (c *Config) WithDisplay(f func()) *Config {
	c.show = append(c.show, f)
	return c
}

func (c *Config) WithInitializer(f func()) *Config {
	c.before = append(c.before, f)
	return c
}

func (c *Config) Run() {
	for _, f := range append(c.before, c.show...) {
		f()
	}
}

func Each(n int, f func(int)) {
	for k := range n {
		f(k)
	}
}
