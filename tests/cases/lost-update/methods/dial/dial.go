// Package dial is a knob with a number.
package dial

type Dial struct{ degrees int }

func New(degrees int) Dial { return Dial{degrees} }

func (d *Dial) Turn(to int) { d.degrees = to }

func (d Dial) Degrees() int { return d.degrees }
