// Package kind names the kinds of requests.
package kind

import "fmt"

type Kind uint8

const (
	Echo Kind = iota
	Upper
	Rot
)

var All = [...]Kind{Echo, Upper, Rot}

func (k Kind) String() string { return [...]string{"echo", "upper", "rot"}[k] }

func Parse(s string) (Kind, error) {
	for _, k := range All {
		if k.String() == s {
			return k, nil
		}
	}
	return 0, fmt.Errorf("unknown kind %q", s)
}
