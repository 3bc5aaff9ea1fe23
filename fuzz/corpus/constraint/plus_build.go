// Copyright.

// +build linux,!cgo darwin
// +build go1.21

/* x */ //go:build ignore
package p; import "fmt"
import (
	. "a"; _ `b`
	x "\x66\u0041"
)
