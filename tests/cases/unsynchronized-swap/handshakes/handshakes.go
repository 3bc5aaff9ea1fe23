// Package handshakes replaces certificates while a server runs: crypto/tls asks for them in the goroutine of each connection.
package handshakes

import (
	"crypto/tls"
	"errors"
	"sync/atomic"
	"time"
)

var errNone = errors.New("handshakes: no certificate")

type Keeper struct{ cert *tls.Certificate }

func (k *Keeper) load(certFile, keyFile string) error {
	c, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return err
	}
	k.cert = &c // want unsynchronized-swap
	return nil
}

func (k *Keeper) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if k.cert == nil {
		return nil, errNone
	}
	return k.cert, nil
}

func Config(certFile, keyFile string, every time.Duration) *tls.Config {
	k := &Keeper{}
	go func() {
		for range time.Tick(every) {
			if k.load(certFile, keyFile) != nil {
				return
			}
		}
	}()
	return &tls.Config{GetCertificate: k.get}
}

type careful struct {
	cert atomic.Pointer[tls.Certificate]
}

func (k *careful) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if c := k.cert.Load(); c != nil {
		return c, nil
	}
	return nil, errNone
}

func Careful(certFile, keyFile string, every time.Duration) *tls.Config {
	k := &careful{}
	go func() {
		for range time.Tick(every) {
			c, err := tls.LoadX509KeyPair(certFile, keyFile)
			if err != nil {
				return
			}
			k.cert.Store(&c)
		}
	}()
	return &tls.Config{GetCertificate: k.get}
}
