// Types that another package of the module declares and compares by value, in generic caches, and compared here.
// seen: main prints false for the equal routes and peers that are compared by address.
package main

import (
	"fmt"

	"example.com/elsewhere/model"
)

type Router struct {
	routes   *model.Cache[string, *model.Route]
	peers    map[string]*model.Peer
	sessions map[string]*model.Session
	handles  map[string]*model.Handle
}

// ---- bad ----

func (r *Router) SameRoute(x, y string) bool {
	return r.routes.Get(x) == r.routes.Get(y) // want pointer-identity
}

func (r *Router) OtherPeer(x, y string) bool {
	a, b := r.peers[x], r.peers[y]
	if a != nil && b != nil && a != b { // want pointer-identity
		return true
	}
	return false
}

func is[T comparable](a, b T) bool { return a == b }

func (r *Router) Generic(x, y string) bool {
	return is(r.peers[x], r.peers[y]) // want pointer-identity
}

// ---- good ----

func (r *Router) EqualRoute(x, y string) bool { return r.routes.Get(x).Equal(r.routes.Get(y)) }

func (r *Router) EqualPeer(x, y string) bool { return model.SamePeer(r.peers[x], r.peers[y]) }

func (r *Router) PeerShortcut(x, y string) bool {
	a, b := r.peers[x], r.peers[y]
	return a == b || model.SamePeer(a, b)
}

func (r *Router) GenericValue(x, y string) bool { return is(*r.peers[x], *r.peers[y]) }

func (r *Router) SameSession(x, y string) bool { return r.sessions[x] == r.sessions[y] }

func (r *Router) SameHandle(x, y string) bool { return r.handles[x] == r.handles[y] }

func main() {
	r := &Router{model.NewCache[string, *model.Route](), map[string]*model.Peer{"x": {Name: "p"}, "y": {Name: "p"}},
		map[string]*model.Session{"x": {}, "y": {}}, map[string]*model.Handle{"x": {}, "y": {}}}
	r.routes.Put("x", &model.Route{Cost: 1})
	r.routes.Put("y", &model.Route{Cost: 1})
	fmt.Println("bad", r.SameRoute("x", "y"), !r.OtherPeer("x", "y"), r.Generic("x", "y"))
	fmt.Println("good", r.EqualRoute("x", "y"), r.EqualPeer("x", "y"), r.PeerShortcut("x", "y"), r.GenericValue("x", "y"))
	fmt.Println("identity", r.SameSession("x", "y"), r.SameHandle("x", "y"))
	r.routes.Drop("x")
}
