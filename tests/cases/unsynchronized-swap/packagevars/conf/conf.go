// Package conf holds the live configuration.
package conf

import "sync"

type Conf struct {
	Limit int
	Hosts map[string]string
}

var (
	Live  = &Conf{Limit: 1}
	Hosts map[string]string

	mu   sync.RWMutex
	safe = &Conf{Limit: 1}
)

func Reload(limit int) {
	c := &Conf{Limit: limit, Hosts: map[string]string{}}
	Live = c        // want unsynchronized-swap
	Hosts = c.Hosts // want unsynchronized-swap
	mu.Lock()
	safe = c
	mu.Unlock()
}

func Safe() *Conf {
	mu.RLock()
	defer mu.RUnlock()
	return safe
}
