// A double check around a lock whose first read is no atomic: a known bug of a client library, beside its mended forms. A test of a
// pointer that another function replaces under its lock, and a pointer that is kept to be closed later, are none of it.
//
// race: two callers of Namespace at once
package doublecheck

import (
	"sync"
	"sync/atomic"
)

type Config struct{ namespace string }

type Loader interface{ Load() (*Config, error) }

// Deferred loads its configuration when it is asked for the first time.
type Deferred struct {
	loader Loader
	mu     sync.Mutex
	config *Config
}

func NewDeferred(l Loader) *Deferred { return &Deferred{loader: l} }

func (d *Deferred) load() (*Config, error) {
	if d.config == nil { // want unsynchronized-swap
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.config == nil {
			c, err := d.loader.Load()
			if err != nil {
				return nil, err
			}
			d.config = c
		}
	}
	return d.config, nil // want-possible unsynchronized-swap
}

func (d *Deferred) Namespace() (string, error) {
	c, err := d.load()
	if err != nil {
		return "", err
	}
	return c.namespace, nil
}

// Locked takes the lock first.
type Locked struct {
	loader Loader
	mu     sync.Mutex
	config *Config
}

func NewLocked(l Loader) *Locked { return &Locked{loader: l} }

func (d *Locked) Namespace() (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.config == nil {
		c, err := d.loader.Load()
		if err != nil {
			return "", err
		}
		d.config = c
	}
	return d.config.namespace, nil
}

// Atomic may look first.
type Atomic struct {
	loader Loader
	mu     sync.Mutex
	config atomic.Pointer[Config]
}

func NewAtomic(l Loader) *Atomic { return &Atomic{loader: l} }

func (d *Atomic) Namespace() (string, error) {
	if c := d.config.Load(); c != nil {
		return c.namespace, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.config.Load()
	if c == nil {
		var err error
		if c, err = d.loader.Load(); err != nil {
			return "", err
		}
		d.config.Store(c)
	}
	return c.namespace, nil
}
