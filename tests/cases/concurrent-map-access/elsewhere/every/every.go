// Package every starts goroutines for others.
package every

import (
	"context"
	"time"
)

type Clock struct{ ctx context.Context }

func New(ctx context.Context) *Clock { return &Clock{ctx} }

func (c *Clock) Do(pause time.Duration, f func()) {
	go func() {
		for c.ctx.Err() == nil {
			f()
			time.Sleep(pause)
		}
	}()
}
