// Package tidy is for one of the two programs only.
package tidy

type Limits struct{ Days int }

type Options struct{ Limits *Limits }

func (o *Options) Read(args []string) {
	o.Limits = &Limits{Days: len(args)}
}
