// Command fallbacks has getters that put a default into a field that is nil: one that whoever makes the object fills in, and one that may be nil.
// race: Lazy, clean: Node.
package main

import (
	"context"
	"fmt"
	"net/http"
)

type Node struct{ ctx context.Context }

func NewNode(ctx context.Context) *Node { return &Node{ctx: ctx} }

func (n *Node) Context() context.Context {
	if n.ctx == nil {
		n.ctx = context.TODO()
	}
	return n.ctx
}

type Lazy struct{ ctx context.Context }

func NewLazy(ctx context.Context) *Lazy {
	if ctx == context.Background() {
		return &Lazy{}
	}
	return &Lazy{ctx: ctx}
}

func (l *Lazy) Context() context.Context {
	if l.ctx == nil {
		l.ctx = context.TODO() // want unsynchronized-swap
	}
	return l.ctx
}

type server struct {
	node *Node
	lazy *Lazy
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, s.node.Context().Err(), s.lazy.Context().Err())
}

func main() {
	ctx := context.Background()
	http.ListenAndServe(":8080", &server{NewNode(ctx), NewLazy(ctx)})
}
