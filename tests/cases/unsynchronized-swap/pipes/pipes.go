// Package pipes reads parts that goroutines write to pipes; the next part is opened when something of the last one has been read.
// race: CopyAndTell, clean: Copy.
package pipes

import (
	"bufio"
	"fmt"
	"io"
)

type part struct {
	name string
	body io.Reader
}

func send(w io.Writer, p *part) error {
	if _, err := io.WriteString(w, p.name+"\n"); err != nil {
		return err
	}
	_, err := io.Copy(w, p.body)
	return err
}

func Copy(to io.Writer, open func(n int) (*part, error)) error {
	var p *part
	for n := 0; ; n++ {
		var err error
		p, err = open(n)
		if err != nil {
			return err
		}
		r, w := io.Pipe()
		go func() {
			err := send(w, p)
			_ = w.CloseWithError(err)
		}()
		lines := bufio.NewReader(r)
		_, err = io.Copy(to, lines)
		_ = r.CloseWithError(err)
		if err != nil {
			return err
		}
	}
}

// CopyAndTell has goroutines that look at the part once more when they have written it.
func CopyAndTell(to io.Writer, open func(n int) (*part, error)) error {
	var p *part
	for n := 0; ; n++ {
		var err error
		p, err = open(n) // want unsynchronized-swap
		if err != nil {
			return err
		}
		r, w := io.Pipe()
		go func() {
			err := send(w, p)
			_ = w.CloseWithError(err)
			fmt.Println(p.name)
		}()
		lines := bufio.NewReader(r)
		_, err = io.Copy(to, lines)
		_ = r.CloseWithError(err)
		if err != nil {
			return err
		}
	}
}
