// Package x: subtests that run in parallel write one map of the test file. race: go test -race.
package x

import "strings"

func Upper(s string) string { return strings.ToUpper(s) }
