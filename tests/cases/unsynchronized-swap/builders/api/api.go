// Package api is for importers.
package api

import (
	"builders/direct"
	"builders/log"
)

func SetLogger(l *log.Logger) { log.Set(l) }

func SetDirect(l *direct.Logger) { direct.Set(l) }
