// Package route has routes, which are ordered by their targets.
package route

import "strings"

type Route struct{ target string }

func New(target string) *Route { return &Route{target} }

func (r *Route) Compare(o *Route) int { return strings.Compare(r.target, o.target) }
