// Package direct is where messages go.
package direct

import (
	"fmt"
	"io"
)

type Logger struct{ Out io.Writer }

var log = &Logger{io.Discard}

func Set(l *Logger) { log = l } // want unsynchronized-swap

func Print(s string) { fmt.Fprintln(log.Out, s) }
