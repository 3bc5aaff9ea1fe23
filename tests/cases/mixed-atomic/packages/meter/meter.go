// Package meter counts.
package meter

import "sync/atomic"

type Meter struct {
	Events  int64
	Errors  int64
	Dropped int64
}

func (m *Meter) Event()    { bump(&m.Events) }
func (m *Meter) Error()    { atomic.AddInt64(&m.Errors, 1) }
func (m *Meter) Drop()     { bump(&m.Dropped) }
func bump(counter *int64)  { atomic.AddInt64(counter, 1) }
func (m *Meter) Bad() bool { return atomic.LoadInt64(&m.Errors) > 0 }
