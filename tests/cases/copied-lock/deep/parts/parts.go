// Package parts has an arm that several people move.
package parts

import "sync"

type joint struct{ busy sync.Cond }

type Arm struct {
	joint
	Angle int
}
