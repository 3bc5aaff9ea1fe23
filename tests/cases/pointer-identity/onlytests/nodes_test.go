package onlytests

import (
	"reflect"
	"testing"
)

func TestAlias(t *testing.T) {
	g, h := New("a", "b"), New("a", "b")
	g.Alias("a", "c")
	if !g.Same("a", "c") || g.Same("a", "b") {
		t.Fatal("alias")
	}
	if !reflect.DeepEqual(g.nodes["a"], h.nodes["a"]) {
		t.Fatal("contents")
	}
	if g.nodes["a"] == h.nodes["a"] { // want-possible pointer-identity
		t.Fatal("shared")
	}
	g.Cut("c")
}
